import type { QemuDomain } from '../domain/QemuDomain.js'
import type { VcpuGuest } from '../hotplug/setVcpus.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { guestGroups } from '../tuning/GuestGroups.js'
import { arrangeThreads } from '../tuning/tuneGuest.js'
import { queryGuest } from './queryGuest.js'

/** Changes which vCPUs a running guest has, and finds out afterwards which threads they are. */
export async function changeVcpus(
  context: QemuDriverContext,
  domain: QemuDomain,
  change: (guest: VcpuGuest) => Promise<void>,
): Promise<void> {
  const { guest } = domain.active()
  const monitor = domain.monitor()
  const { definition, deleted } = guest
  const { timeouts } = context
  try {
    await change({ domain: definition, monitor, deleted, unplugTimeout: timeouts.unplug })
  } finally {
    // Some may have changed before another refused.
    await queryGuest(guest, monitor)
    await arrangeThreads(context, guest, monitor, await guestGroups(context, guest.process.pid))
  }
}
