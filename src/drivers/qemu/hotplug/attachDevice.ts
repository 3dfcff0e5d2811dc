// Plugs a device into a running guest.
import { Undo } from '../../../host/Undo.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { CommandOption } from '../command/CommandOption.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import { changeMedium } from './changeMedium.js'
import { deviceOptions } from './deviceOptions.js'
import { withFreeSetNumbers } from './fdSets.js'
import type { HotplugGuest } from './HotplugGuest.js'
import { limitTraffic } from './limitTraffic.js'
import { placeDevice } from './placeDevice.js'
import { sendOption, takeBack } from './sendOption.js'

/**
 * Gives the guest a device, with controllers it needs; its definition has it afterwards, with its address and alias. A drive
 * that is there already gets the medium instead.
 * @param device as its document was read, nothing filled in
 * @param placed called when the definition has the device, and QEMU does not know of it yet
 * @throws LibvirtError when there is no place for it or QEMU refuses; guest and definition are as before then
 */
export async function attachDevice(
  guest: HotplugGuest,
  device: Device,
  placed: () => Promise<void> = async () => {},
): Promise<void> {
  const { domain, monitor, reading } = guest
  if (isMedium(device, domain)) return changeMedium(guest, device, false)
  await using undo = new Undo()
  const placement = placeDevice(domain, device, reading)
  undo.defer(() => placement.undo())
  await placed()
  for (const each of [...placement.controllers, device]) await plug(guest, each, undo)
  await limitTraffic(guest, device)
  undo.keep()
  await notice(guest, device)
  // QEMU's own list of devices, by which a later daemon can tell which have gone in its absence.
  await monitor.execute('qom-list', { path: '/machine/peripheral' })
}

/** A medium for a drive that is there. */
function isMedium(device: Device, { devices }: Domain): device is Disk {
  if (device.kind !== 'disk' || (device.device !== 'cdrom' && device.device !== 'floppy')) return false
  return devices.disk.some(({ target }) => target === device.target)
}

async function plug(guest: HotplugGuest, device: Device, undo: Undo): Promise<void> {
  const { domain, monitor } = guest
  const opened = await guest.commandContext(device, 'plug')
  const context = await withFreeSetNumbers(opened, deviceInfo(device)?.alias ?? '', monitor)
  for (const option of deviceOptions(device, domain, context)) {
    const answer = await sendOption(option, monitor)
    undo.defer(() => takeBack(option, monitor))
    keepAnswer(device, option, answer)
  }
}

/** QEMU chooses the terminal of a pty. */
function keepAnswer(device: Device, option: CommandOption, answer: JsonReader): void {
  if (option.kind !== 'chardev' || option.properties.backend !== 'pty' || !('source' in device)) return
  const { source } = device
  if (source && 'type' in source && source.type === 'pty') source.path = answer.field('pty').optionalString()
}

/** A drive's tray and medium are as QEMU says. */
async function notice({ monitor }: HotplugGuest, device: Device): Promise<void> {
  if (device.kind !== 'disk') return
  const drives = await monitor.execute('query-block')
  const alias = device.info.alias ?? ''
  const own = drives.items().find(drive => drive.field('qdev').optionalString()?.split('/').includes(alias))
  if (own?.field('tray_open').value === true) device.tray = 'open'
}
