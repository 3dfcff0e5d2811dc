// Owns `<hub>`: a USB hub.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({
  type: required(
    refusing(oneOf('usb'), type => `unknown hub device type '${type}'`),
    () => new LibvirtError('INTERNAL_ERROR', 'missing hub device type'),
  ),
})

export interface Hub {
  kind: 'hub'
  type: 'usb'
  info: DeviceInfo
}

/** @throws LibvirtError for an unknown type */
export function parseHub(element: XmlElement, options: ParseOptions): Hub {
  return { kind: 'hub', ...head.parse(element), info: parseDeviceInfo(element, options) }
}

export function formatHub(writer: XmlWriter, hub: Hub, options: FormatOptions): void {
  writer.element('hub', head.format(hub), () => formatDeviceInfo(writer, hub.info, options))
}
