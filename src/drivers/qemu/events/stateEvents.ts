// Events that move a guest's state, or say what its machine did.
import {
  domainEventPMSuspendedDetailType,
  domainEventResumedDetailType,
  domainEventShutdownDetailType,
  domainEventStartedDetailType,
  domainEventSuspendedDetailType,
  domainEventWatchdogAction,
} from '../../../api/enums/domain.js'
import { moveDomain } from '../domain/moveDomain.js'
import { firmwareTime, guestPanicked, guestShutDown } from '../guest/guestShutDown.js'
import type { EventHandler, EventHandlers } from './EventHandler.js'

/** Details of a SUSPENDED event by the reason of the pause; any other reason is told as a plain pause. */
const suspendedDetails: Readonly<Record<string, number>> = {
  IOERROR: domainEventSuspendedDetailType.IOERROR,
  WATCHDOG: domainEventSuspendedDetailType.WATCHDOG,
  FROM_SNAPSHOT: domainEventSuspendedDetailType.FROM_SNAPSHOT,
  API_ERROR: domainEventSuspendedDetailType.API_ERROR,
}

const stopped: EventHandler = ({ context, domain, guest }) => {
  // What stands still because it shut down is not paused.
  if (domain.state.is !== 'running' || guest.rebooting) return
  const why = guest.pauseReason
  guest.pauseReason = 'UNKNOWN'
  const detail = suspendedDetails[why] ?? domainEventSuspendedDetailType.PAUSED
  return moveDomain(context, domain, { is: 'paused', why, guest }, { event: 'SUSPENDED', detail })
}

const resumed: EventHandler = ({ context, domain, guest }) => {
  // A start is told of when it is complete.
  if (domain.state.is !== 'paused' || domain.state.why === 'STARTING_UP') return
  const detail = domainEventResumedDetailType.UNPAUSED
  return moveDomain(context, domain, { is: 'running', why: 'UNPAUSED', guest }, { event: 'RESUMED', detail })
}

const shutDown: EventHandler = ({ context, domain, guest, data }) => {
  const byGuest = data.present ? data.field('guest') : undefined
  const { FINISHED, GUEST, HOST } = domainEventShutdownDetailType
  const detail = byGuest?.present ? (byGuest.boolean() ? GUEST : HOST) : FINISHED
  const reason = data.present ? data.field('reason').optionalString() : undefined
  return guestShutDown(context, domain, guest, detail, reason)
}

const slept: EventHandler = async ({ context, domain, guest }) => {
  if (domain.state.is !== 'running' && domain.state.is !== 'paused') return
  const lifecycle = { event: 'PMSUSPENDED', detail: domainEventPMSuspendedDetailType.MEMORY } as const
  await moveDomain(context, domain, { is: 'pmsuspended', why: 'UNKNOWN', guest }, lifecycle)
  context.feed.emit('domainPmsuspendEvent', { dom: domain, reason: 0 })
}

const woke: EventHandler = async ({ context, domain, guest }) => {
  if (domain.state.is !== 'pmsuspended') return
  const lifecycle = { event: 'STARTED', detail: domainEventStartedDetailType.WAKEUP } as const
  await moveDomain(context, domain, { is: 'running', why: 'WAKEUP', guest }, lifecycle)
  context.feed.emit('domainPmwakeupEvent', { dom: domain, reason: 0 })
}

/** Actions of the watchdog as QEMU names them. */
const watchdogActions: Readonly<Record<string, number>> = {
  none: domainEventWatchdogAction.NONE,
  pause: domainEventWatchdogAction.PAUSE,
  reset: domainEventWatchdogAction.RESET,
  poweroff: domainEventWatchdogAction.POWEROFF,
  shutdown: domainEventWatchdogAction.SHUTDOWN,
  debug: domainEventWatchdogAction.DEBUG,
  'inject-nmi': domainEventWatchdogAction.INJECTNMI,
}

const watchdog: EventHandler = ({ context, domain, guest, data }) => {
  const action = data.field('action').string()
  // QEMU tells of the pause itself next.
  if (action === 'pause') guest.pauseReason = 'WATCHDOG'
  context.feed.emit('domainWatchdogEvent', {
    dom: domain,
    action: watchdogActions[action] ?? domainEventWatchdogAction.NONE,
  })
}

const clockMoved: EventHandler = ({ context, domain, data }) =>
  context.feed.emit('domainRtcChangeEvent', { dom: domain, offset: BigInt(data.field('offset').integer()) })

const wasReset: EventHandler = ({ context, domain, guest }) => {
  const now = context.host.clock.monotonic()
  const byFirmware = now - guest.lastReset < firmwareTime
  guest.lastReset = now
  if (byFirmware) return
  context.feed.emit('domainRebootEvent', { dom: domain })
}

const panicked: EventHandler = ({ context, domain, guest }) => guestPanicked(context, domain, guest)

export const stateEvents: EventHandlers = {
  STOP: stopped,
  RESUME: resumed,
  SHUTDOWN: shutDown,
  RESET: wasReset,
  SUSPEND: slept,
  WAKEUP: woke,
  WATCHDOG: watchdog,
  RTC_CHANGE: clockMoved,
  GUEST_PANICKED: panicked,
}
