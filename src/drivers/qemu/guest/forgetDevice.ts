import { log } from '../../../log/log.js'
import { allDevices } from '../../../model/domain/Domain.js'
import { deviceInfo } from '../../../model/domain/devices/Device.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { dismantle } from '../hotplug/detachDevice.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { hotplugGuest } from './hotplugGuest.js'

/** Deals with a device that went away after its caller had given up, or that the guest let go of by itself. */
export async function forgetDevice(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  alias: string,
): Promise<void> {
  const device = [...allDevices(guest.definition)].find(candidate => deviceInfo(candidate)?.alias === alias)
  if (!device) return
  log.info({ domain: domain.reference }, `Device '${alias}' of guest '${domain.name}' is gone`)
  await using hotplug = await hotplugGuest(context, domain)
  await dismantle(hotplug, device)
  await hotplug.giveBack()
  await recordStatus(context, domain)
  context.feed.emit('domainDeviceRemovedEvent', { dom: domain, devAlias: alias })
}
