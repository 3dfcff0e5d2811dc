// What QEMU tells of itself: a row per event. State moves here and events are told; what takes QEMU's cooperation goes to
// shutDownGuest.
import {
  connectDomainEventAgentLifecycleReason,
  connectDomainEventAgentLifecycleState,
  domainEventGraphicsAddressType,
  domainEventGraphicsPhase,
  domainEventIOErrorAction,
  domainEventPMSuspendedDetailType,
  domainEventResumedDetailType,
  domainEventShutdownDetailType,
  domainEventStartedDetailType,
  domainEventSuspendedDetailType,
  domainEventTrayChangeReason,
  domainEventWatchdogAction,
} from '../../../api/enums/domain.js'
import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import { moveDomain, recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QmpEvent } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { forgetDevice } from './forgetDevice.js'
import { firmwareTime, guestPanicked, guestShutDown } from './guestShutDown.js'

interface Scene {
  readonly context: QemuDriverContext
  readonly domain: QemuDomain
  readonly guest: Guest
  readonly data: JsonReader
}
type Handler = (scene: Scene) => Promise<void> | void

/** Details of a SUSPENDED event by the reason of the pause; any other reason is told as a plain pause. */
const suspendedDetails: Readonly<Record<string, number>> = {
  IOERROR: domainEventSuspendedDetailType.IOERROR,
  WATCHDOG: domainEventSuspendedDetailType.WATCHDOG,
  FROM_SNAPSHOT: domainEventSuspendedDetailType.FROM_SNAPSHOT,
  API_ERROR: domainEventSuspendedDetailType.API_ERROR,
}

const stopped: Handler = ({ context, domain, guest }) => {
  // What stands still because it shut down is not paused.
  if (domain.state.is !== 'running' || guest.rebooting) return
  const why = guest.pauseReason
  guest.pauseReason = 'UNKNOWN'
  const detail = suspendedDetails[why] ?? domainEventSuspendedDetailType.PAUSED
  return moveDomain(context, domain, { is: 'paused', why, guest }, { event: 'SUSPENDED', detail })
}

const resumed: Handler = ({ context, domain, guest }) => {
  // A start is told of when it is complete.
  if (domain.state.is !== 'paused' || domain.state.why === 'STARTING_UP') return
  const detail = domainEventResumedDetailType.UNPAUSED
  return moveDomain(context, domain, { is: 'running', why: 'UNPAUSED', guest }, { event: 'RESUMED', detail })
}

const shutDown: Handler = ({ context, domain, guest, data }) => {
  const byGuest = data.present ? data.field('guest') : undefined
  const { FINISHED, GUEST, HOST } = domainEventShutdownDetailType
  const detail = byGuest?.present ? (byGuest.boolean() ? GUEST : HOST) : FINISHED
  const reason = data.present ? data.field('reason').optionalString() : undefined
  return guestShutDown(context, domain, guest, detail, reason)
}

const slept: Handler = async ({ context, domain, guest }) => {
  if (domain.state.is !== 'running' && domain.state.is !== 'paused') return
  const lifecycle = { event: 'PMSUSPENDED', detail: domainEventPMSuspendedDetailType.MEMORY } as const
  await moveDomain(context, domain, { is: 'pmsuspended', why: 'UNKNOWN', guest }, lifecycle)
  context.feed.emit('domainPmsuspendEvent', { dom: domain, reason: 0 })
}

const woke: Handler = async ({ context, domain, guest }) => {
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

const watchdog: Handler = ({ context, domain, guest, data }) => {
  const action = data.field('action').string()
  // QEMU tells of the pause itself next.
  if (action === 'pause') guest.pauseReason = 'WATCHDOG'
  context.feed.emit('domainWatchdogEvent', {
    dom: domain,
    action: watchdogActions[action] ?? domainEventWatchdogAction.NONE,
  })
}

const ioErrorActions: Readonly<Record<string, number>> = {
  ignore: domainEventIOErrorAction.NONE,
  stop: domainEventIOErrorAction.PAUSE,
  report: domainEventIOErrorAction.REPORT,
}

const ioError: Handler = ({ context, domain, guest, data }) => {
  const action = data.field('action').string()
  if (action === 'stop') guest.pauseReason = 'IOERROR'
  const device = aliasOf(data)
  const disk = guest.definition.devices.disk.find(({ info }) => info.alias === device)
  const source = disk?.source
  const srcPath = source && 'path' in source && typeof source.path === 'string' ? source.path : ''
  const nospace = data.field('nospace')
  const reason = nospace.present && nospace.boolean() ? 'enospc' : ''
  const body = {
    dom: domain,
    srcPath,
    devAlias: device,
    action: ioErrorActions[action] ?? domainEventIOErrorAction.NONE,
  }
  context.feed.emit('domainIoErrorEvent', body)
  context.feed.emit('domainIoErrorReasonEvent', { ...body, reason })
}

/** QEMU names a disk by its qdev id, or by a path in its object tree whose third part is the alias. */
function aliasOf(data: JsonReader): string {
  const path = data.field('qom-path').optionalString() ?? data.field('device').optionalString() ?? ''
  const parts = path.split('/')
  return path.startsWith('/machine/peripheral/') ? (parts[3] ?? path) : path
}

const trayMoved: Handler = ({ context, domain, data }) => {
  const reason = data.field('tray-open').boolean()
    ? domainEventTrayChangeReason.OPEN
    : domainEventTrayChangeReason.CLOSE
  context.feed.emit('domainTrayChangeEvent', { dom: domain, devAlias: data.field('id').string(), reason })
}

const balloonMoved: Handler = ({ context, domain, guest, data }) => {
  const kib = Math.floor(data.field('actual').integer() / 1024)
  guest.definition.memory.current = kib
  context.feed.emit('domainBalloonChangeEvent', { dom: domain, actual: BigInt(kib) })
}

const clockMoved: Handler = ({ context, domain, data }) =>
  context.feed.emit('domainRtcChangeEvent', { dom: domain, offset: BigInt(data.field('offset').integer()) })

const wasReset: Handler = ({ context, domain, guest }) => {
  const now = context.host.clock.monotonic()
  const byFirmware = now - guest.lastReset < firmwareTime
  guest.lastReset = now
  if (byFirmware) return
  context.feed.emit('domainRebootEvent', { dom: domain })
}

/** Name by which guests' agents are known. */
const agentChannel = 'org.qemu.guest_agent.0'

const portOpened: Handler = ({ context, domain, guest, data }) => {
  const open = data.field('open').boolean()
  const channel = guest.definition.devices.channel.find(({ info }) => info.alias === data.field('id').string())
  if (channel?.target.type !== 'virtio') return
  const state = open ? 'connected' : 'disconnected'
  if (channel.target.state === state) return
  channel.target.state = state
  if (channel.target.name === agentChannel) {
    const { CONNECTED, DISCONNECTED } = connectDomainEventAgentLifecycleState
    const reason = connectDomainEventAgentLifecycleReason.CHANNEL
    context.feed.emit('domainAgentLifecycleEvent', { dom: domain, state: open ? CONNECTED : DISCONNECTED, reason })
  }
  return recordStatus(context, domain)
}

/** Numbers of the families of addresses, by QEMU's names. */
const families: Readonly<Record<string, number>> = {
  ipv4: domainEventGraphicsAddressType.IPV4,
  ipv6: domainEventGraphicsAddressType.IPV6,
  unix: domainEventGraphicsAddressType.UNIX,
}

function displayAddress(data: JsonReader) {
  const text = (name: string) => data.field(name).optionalString() ?? ''
  const family = families[text('family')] ?? domainEventGraphicsAddressType.IPV4
  // SPICE names the port otherwise than VNC.
  return { family, node: text('host'), service: text('service') || text('port') }
}

/** Somebody comes to look at the guest, has been let in, or has gone. */
const viewer =
  (phase: keyof typeof domainEventGraphicsPhase): Handler =>
  ({ context, domain, data }) => {
    const subject = ['x509_dname', 'sasl_username'].flatMap(type => {
      const name = data.field('client').field(type).optionalString()
      return name === undefined ? [] : [{ type: type === 'x509_dname' ? 'x509dname' : 'saslUsername', name }]
    })
    context.feed.emit('domainGraphicsEvent', {
      dom: domain,
      phase: domainEventGraphicsPhase[phase],
      local: displayAddress(data.field('server')),
      remote: displayAddress(data.field('client')),
      authScheme: data.field('server').field('auth').optionalString() ?? '',
      subject,
    })
  }

const panicked: Handler = ({ context, domain, guest }) => guestPanicked(context, domain, guest)

const deviceGone: Handler = ({ context, domain, guest, data }) => {
  const alias = data.field('device').optionalString()
  // Who asked for it waits for it, as long as their patience lasts; inner parts of devices have no alias.
  if (alias === undefined || guest.deleted.deleted(alias)) return
  return forgetDevice(context, domain, guest, alias)
}

const deviceKept: Handler = ({ context, domain, guest, data }) => {
  const alias = data.field('device').optionalString()
  if (alias === undefined) return
  guest.deleted.kept(alias)
  context.feed.emit('domainDeviceRemovalFailedEvent', { dom: domain, devAlias: alias })
}

const handlers: Readonly<Record<string, Handler>> = {
  STOP: stopped,
  RESUME: resumed,
  SHUTDOWN: shutDown,
  RESET: wasReset,
  SUSPEND: slept,
  WAKEUP: woke,
  WATCHDOG: watchdog,
  BLOCK_IO_ERROR: ioError,
  DEVICE_TRAY_MOVED: trayMoved,
  BALLOON_CHANGE: balloonMoved,
  RTC_CHANGE: clockMoved,
  GUEST_PANICKED: panicked,
  VSERPORT_CHANGE: portOpened,
  VNC_CONNECTED: viewer('CONNECT'),
  VNC_INITIALIZED: viewer('INITIALIZE'),
  VNC_DISCONNECTED: viewer('DISCONNECT'),
  SPICE_CONNECTED: viewer('CONNECT'),
  SPICE_INITIALIZED: viewer('INITIALIZE'),
  SPICE_DISCONNECTED: viewer('DISCONNECT'),
  DEVICE_DELETED: deviceGone,
  DEVICE_UNPLUG_GUEST_ERROR: deviceKept,
}

/** Deals with one event of a guest's monitor. Never throws. */
export function handleEvent(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  { name, data }: QmpEvent,
): void {
  const handler = handlers[name]
  if (!handler || domain.guest !== guest) return
  const failed = (error: unknown) =>
    log.error({ domain: domain.reference, error }, `The event ${name} of guest '${domain.name}' was not dealt with`)
  try {
    const done = handler({ context, domain, guest, data })
    if (done instanceof Promise) done.catch(failed)
  } catch (error) {
    failed(error)
  }
}
