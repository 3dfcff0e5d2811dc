// Owns `<pstore>`: storage for a crashing guest's last words.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText, kib } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({ backend: required(oneOf('acpi-erst')) })

export interface Pstore {
  kind: 'pstore'
  backend: 'acpi-erst'
  /** Absent until the daemon chose one. */
  path?: string | undefined
  /** KiB. */
  size: number
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR without a size */
export function parsePstore(element: XmlElement, options: ParseOptions): Pstore {
  const size = element.child('size')
  if (size === undefined) throw new LibvirtError('XML_ERROR', 'missing size for pstore')
  return {
    kind: 'pstore',
    ...head.parse(element),
    path: childText(element, 'path'),
    size: kib(size, './size'),
    info: parseDeviceInfo(element, options),
  }
}

export function formatPstore(writer: XmlWriter, pstore: Pstore, options: FormatOptions): void {
  writer.element('pstore', head.format(pstore), () => {
    writer.text('path', pstore.path).element('size', { unit: 'KiB' }, pstore.size)
    formatDeviceInfo(writer, pstore.info, options)
  })
}
