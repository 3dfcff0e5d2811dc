import { log } from '../../../log/log.js'
import { allDevices } from '../../../model/domain/Domain.js'
import { type Device, type DeviceKind, deviceInfo } from '../../../model/domain/devices/Device.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { isPlugged } from '../hotplug/detachDevice.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { forgetDevice } from './forgetDevice.js'
import { hotplugGuest } from './hotplugGuest.js'

/** What a guest can let go of while it runs. */
const removable: ReadonlySet<DeviceKind> = new Set<DeviceKind>([
  'disk',
  'interface',
  'hostdev',
  'memory',
  'channel',
  'input',
  'redirdev',
  'rng',
  'shmem',
  'vsock',
  'watchdog',
])

/** Forgets the devices that have left a guest while no daemon looked. Never rejects: the guest is there all the same. */
export async function forgetMissing(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  try {
    for (const alias of await missingDevices(context, domain, guest)) await forgetDevice(context, domain, guest, alias)
  } catch (error) {
    log.warning({ domain: domain.reference, error }, `Devices of guest '${domain.name}' could not be looked for`)
  }
}

/** Aliases of devices that QEMU was given and does not list any more. */
async function missingDevices(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<string[]> {
  const listed = await domain.monitor().execute('qom-list', { path: '/machine/peripheral' })
  const present = new Set(listed.items().map(item => item.field('name').string()))
  const suspects: [alias: string, device: Device][] = []
  for (const device of allDevices(guest.definition)) {
    const alias = deviceInfo(device)?.alias
    if (alias !== undefined && removable.has(device.kind) && !present.has(alias)) suspects.push([alias, device])
  }
  const missing: string[] = []
  if (suspects.length === 0) return missing
  await using hotplug = await hotplugGuest(context, domain)
  for (const [alias, device] of suspects) if (await isPlugged(hotplug, device)) missing.push(alias)
  return missing
}
