import type { Domain } from '../../../model/domain/Domain.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { BootDevice } from '../../../model/domain/os/OperatingSystem.js'

const bootDeviceOf: Record<Disk['device'], BootDevice> = { disk: 'hd', lun: 'hd', cdrom: 'cdrom', floppy: 'fd' }

/**
 * Tells QEMU what to boot from: the devices' own order, or the first device of each kind in `<os><boot>`, since QEMU knows
 * devices and not kinds.
 */
export function assignBootOrder({ os, devices }: Domain): void {
  const wanted = new Map<BootDevice, number>()
  for (const [index, kind] of os.boot.entries()) if (!wanted.has(kind)) wanted.set(kind, index + 1)
  const take = (kind: BootDevice) => {
    const order = wanted.get(kind)
    wanted.delete(kind)
    return order
  }
  for (const { info, device } of devices.disk) info.effectiveBootIndex = info.bootIndex ?? take(bootDeviceOf[device])
  for (const { info } of devices.interface) info.effectiveBootIndex = info.bootIndex ?? take('network')
  for (const { info } of [...devices.hostdev, ...devices.redirdev]) info.effectiveBootIndex = info.bootIndex
}
