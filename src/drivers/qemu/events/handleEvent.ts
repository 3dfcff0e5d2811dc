// What QEMU tells of itself: a row per event, in the files beside this one. Events QEMU has and the tables have not are of no interest.
import { isAftermath } from '../agent/AgentChannel.js'
import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QmpEvent } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { deviceEvents } from './deviceEvents.js'
import { displayEvents } from './displayEvents.js'
import type { EventHandlers } from './EventHandler.js'
import { stateEvents } from './stateEvents.js'

const handlers: EventHandlers = { ...stateEvents, ...deviceEvents, ...displayEvents }

/** Deals with one event of a guest's monitor. Never throws. */
export function handleEvent(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  { name, data, time }: QmpEvent,
): void {
  if (domain.guest !== guest) return
  context.feed.emit('qemuMonitorEvent', {
    dom: domain,
    event: name,
    seconds: BigInt(time.seconds),
    micros: time.microseconds,
    details: data.present ? JSON.stringify(data.value) : undefined,
  })
  if (isAftermath(name)) guest.agent.channel?.happened(name)
  const handler = handlers[name]
  if (!handler) return
  const failed = (error: unknown) => {
    // What was to be done about a guest that has ended meanwhile is moot.
    if (domain.guest !== guest || guest.ending) return
    log.error({ domain: domain.reference, error }, `The event ${name} of guest '${domain.name}' was not dealt with`)
  }
  try {
    const done = handler({ context, domain, guest, data })
    if (done instanceof Promise) done.catch(failed)
  } catch (error) {
    failed(error)
  }
}
