// Changes the devices of the next start. The definition is not complete afterwards: it has to be read again as a new one.
import { LibvirtError } from '../../api/LibvirtError.js'
import { type Device, deviceInfo } from '../../model/domain/devices/Device.js'
import type { Domain } from '../../model/domain/Domain.js'
import { addDevice } from '../../model/domain/parseDevices.js'

/** @throws LibvirtError OPERATION_INVALID for a disk whose target is taken */
export function defineDevice(definition: Domain, device: Device): void {
  if (device.kind === 'disk' && definition.devices.disk.some(({ target }) => target === device.target)) {
    throw new LibvirtError('OPERATION_INVALID', `target ${device.target} already exists`)
  }
  addDevice(definition.devices, device)
}

/** @param device one of the definition's own */
export function undefineDevice(definition: Domain, device: Device): void {
  const list: Device[] = definition.devices[device.kind]
  const index = list.indexOf(device)
  if (index === -1) return
  list.splice(index, 1)
  if (device.kind === 'serial' && index === 0) forgetMirror(definition)
}

/** The first console is the first serial port by another name, and goes with it. */
function forgetMirror({ devices }: Domain): void {
  if ((devices.console[0]?.targetType ?? 'serial') === 'serial') devices.console.shift()
}

/**
 * Puts a device in the place of the one with the same target, MAC address or, for a display, type. It keeps its address unless
 * the new one says otherwise.
 * @throws LibvirtError DEVICE_MISSING, OPERATION_UNSUPPORTED for kinds of devices that nothing tells apart
 */
export function redefineDevice(definition: Domain, device: Device): void {
  const list: Device[] = definition.devices[device.kind]
  const isSame = sameness(device)
  const index = list.findIndex(isSame)
  const current = list[index]
  if (!current) throw new LibvirtError('DEVICE_MISSING', `matching ${device.kind} device not found`)
  const [info, own] = [deviceInfo(device), deviceInfo(current)]
  if (info && own) {
    info.address ??= own.address
    info.alias ??= own.alias
  }
  list[index] = device
}

function sameness(device: Device): (other: Device) => boolean {
  switch (device.kind) {
    case 'disk':
      return other => other.kind === 'disk' && other.target === device.target
    case 'interface':
      return other => other.kind === 'interface' && other.mac === device.mac
    case 'graphics':
      return other => other.kind === 'graphics' && other.type === device.type
    default:
      throw new LibvirtError('OPERATION_UNSUPPORTED', `persistent update of device '${device.kind}' is not supported`)
  }
}
