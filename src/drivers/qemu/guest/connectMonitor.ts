import type { Millis } from '../../../host/Clock.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { handleEvent } from '../events/handleEvent.js'

/**
 * Connects to the monitor of a guest, whose events are dealt with from then on.
 * @param deadline for the first answer
 * @throws LibvirtError when QEMU does not answer
 */
export async function connectMonitor(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  deadline: Millis,
): Promise<QmpMonitor> {
  const monitor = await QmpMonitor.open(
    guest.places.monitor,
    {
      guest: domain.name,
      clock: context.host.clock,
      deadline: context.timeouts.monitor,
      signal: context.stopping,
      onEvent: event => handleEvent(context, domain, guest, event),
    },
    deadline,
  )
  guest.monitor = monitor
  return monitor
}
