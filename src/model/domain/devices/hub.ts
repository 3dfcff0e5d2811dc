// Owns `<hub>`: a USB hub.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({ type: required(oneOf('usb')) })

export interface Hub {
  kind: 'hub'
  type: 'usb'
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for an unknown type */
export function parseHub(element: XmlElement, options: ParseOptions): Hub {
  return { kind: 'hub', ...head.parse(element), info: parseDeviceInfo(element, options) }
}

export function formatHub(writer: XmlWriter, hub: Hub, options: FormatOptions): void {
  writer.element('hub', head.format(hub), () => formatDeviceInfo(writer, hub.info, options))
}
