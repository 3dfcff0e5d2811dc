// Owns `<redirdev>`: a USB device of the client's machine.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import type { CharSource } from './charSource.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatCharSource } from './formatCharSource.js'
import { parseCharType } from './parseCharacterDevice.js'
import { parseCharSource } from './parseCharSource.js'

const head = attributeTable({ bus: refusing(oneOf('usb'), bus => `unknown redirdev bus '${bus}'`) })

export interface Redirdev {
  kind: 'redirdev'
  bus: 'usb'
  source: CharSource
  info: DeviceInfo
}

/** @throws LibvirtError for an unknown bus or no type */
export function parseRedirdev(element: XmlElement, options: ParseOptions): Redirdev {
  const { bus = 'usb' } = head.parse(element)
  if (element.attribute('type') === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', 'missing type in redirdev')
  }
  const source = parseCharSource(
    element,
    parseCharType(element, type => `unknown redirdev character device type '${type}'`),
  )
  return { kind: 'redirdev', bus, source, info: parseDeviceInfo(element, options, { boot: true }) }
}

export function formatRedirdev(writer: XmlWriter, redirdev: Redirdev, options: FormatOptions): void {
  writer.element('redirdev', { bus: redirdev.bus, type: redirdev.source.type }, () => {
    formatCharSource(writer, redirdev.source, options)
    formatDeviceInfo(writer, redirdev.info, options, { boot: true })
  })
}
