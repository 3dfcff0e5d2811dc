import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** Records that a running guest has lost a device, and tells. */
export async function deviceRemoved(context: QemuDriverContext, domain: QemuDomain, devAlias: string): Promise<void> {
  await recordStatus(context, domain)
  context.feed.emit('domainDeviceRemovedEvent', { dom: domain, devAlias })
}
