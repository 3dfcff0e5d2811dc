// Owns `<panic>`: the device by which a guest tells of its crash.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, type TableValue } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({
  model: refusing(oneOf('isa', 'pseries', 'hyperv', 's390', 'pvpanic'), model => `unknown panic model '${model}'`),
})

export interface Panic {
  kind: 'panic'
  /** Absent until the guest's default was chosen. */
  model?: TableValue<typeof head>['model']
  info: DeviceInfo
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for an unknown model */
export function parsePanic(element: XmlElement, options: ParseOptions): Panic {
  return { kind: 'panic', ...head.parse(element), info: parseDeviceInfo(element, options) }
}

export function formatPanic(writer: XmlWriter, panic: Panic, options: FormatOptions): void {
  writer.element('panic', head.format(panic), () => formatDeviceInfo(writer, panic.info, options))
}
