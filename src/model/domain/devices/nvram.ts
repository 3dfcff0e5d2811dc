// Owns `<nvram>` among the devices: the sPAPR non-volatile memory, known by its address only.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

export interface Nvram {
  kind: 'nvram'
  info: DeviceInfo
}

export function parseNvram(element: XmlElement, options: ParseOptions): Nvram {
  return { kind: 'nvram', info: parseDeviceInfo(element, options) }
}

export function formatNvram(writer: XmlWriter, nvram: Nvram, options: FormatOptions): void {
  writer.element('nvram', {}, () => formatDeviceInfo(writer, nvram.info, options))
}
