import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import type { Device, DeviceKind } from './Device.js'
import { deviceFamilies } from './deviceFamilies.js'

/** Whether an element below `<devices>` is a device; `<emulator>` and what libvirt does not know are not. */
export function isDeviceElement(element: XmlElement): boolean {
  return Object.hasOwn(deviceFamilies, element.name)
}

function isKind(name: string): name is DeviceKind {
  return Object.hasOwn(deviceFamilies, name)
}

/**
 * Reads one device.
 * @throws LibvirtError XML_ERROR and others, as the family has it; XML_ERROR for an element that is no device
 */
export function parseDevice(element: XmlElement, options: ParseOptions): Device {
  if (!isKind(element.name)) throw new LibvirtError('XML_ERROR', `unknown device type ${element.name}`)
  return deviceFamilies[element.name].parse(element, options)
}
