import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import type { DeviceKind, DeviceOf } from './Device.js'
import { deviceFamilies } from './deviceFamilies.js'

/** Writes one device as libvirt does. */
export function formatDevice<K extends DeviceKind>(
  writer: XmlWriter,
  device: DeviceOf<K> & { kind: K },
  options: FormatOptions,
): void {
  deviceFamilies[device.kind].format(writer, device, options)
}
