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

/** Finds out which devices have left a guest while no daemon looked: QEMU no longer lists them. */
export async function forgetMissing(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  const listed = await domain.monitor().execute('qom-list', { path: '/machine/peripheral' })
  const present = new Set(listed.items().map(item => item.field('name').string()))
  const suspects: [alias: string, device: Device][] = []
  for (const device of allDevices(guest.definition)) {
    const alias = deviceInfo(device)?.alias
    if (alias !== undefined && removable.has(device.kind) && !present.has(alias)) suspects.push([alias, device])
  }
  if (suspects.length === 0) return
  const missing: string[] = []
  {
    await using hotplug = await hotplugGuest(context, domain)
    for (const [alias, device] of suspects) if (await isPlugged(hotplug, device)) missing.push(alias)
  }
  for (const alias of missing) await forgetDevice(context, domain, guest, alias)
}
