// Writes `<devices>`.
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { Device } from './devices/Device.js'
import { formatDevice } from './devices/formatDevice.js'
import { allDevices, type Domain } from './Domain.js'
import type { FormatOptions } from './options.js'

export function formatDevices(writer: XmlWriter, domain: Domain, options: FormatOptions): void {
  writer.element('devices', {}, () => {
    writer.text('emulator', domain.emulator)
    for (const device of allDevices(domain)) formatDevice(writer, asSeen(device, domain), options)
  })
}

/** The first console of an HVM guest is another view of its first serial port (virDomainDefAddConsoleCompat). */
function asSeen(device: Device, { devices }: Domain): Device {
  if (device.kind !== 'console' || device.targetType !== 'serial' || device !== devices.console[0]) return device
  const [serial] = devices.serial
  return serial ? { ...device, port: serial.port, source: serial.source, info: serial.info } : device
}
