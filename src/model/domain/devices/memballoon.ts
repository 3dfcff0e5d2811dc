// Owns `<memballoon>`: memory the guest gives back, and statistics about the rest.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required, type TableValue } from './attributeTable.js'
import { nonNegative, oneOf, onOff } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({
  model: required(oneOf('virtio', 'xen', 'none', 'virtio-transitional', 'virtio-non-transitional')),
  autodeflate: onOff,
  freePageReporting: onOff,
})
const stats = attributeTable({ period: nonNegative })

export interface Memballoon extends TableValue<typeof head> {
  kind: 'memballoon'
  /** Seconds between two collections of statistics; 0 or absent is never. */
  statsPeriod?: number | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for unknown names */
export function parseMemballoon(element: XmlElement, options: ParseOptions): Memballoon {
  const given = head.parse(element)
  const none = given.model === 'none'
  return {
    kind: 'memballoon',
    ...given,
    statsPeriod: stats.parse(element.child('stats')).period || undefined,
    virtio: parseVirtioOptions(element),
    info: none ? {} : parseDeviceInfo(element, options),
  }
}

export function formatMemballoon(writer: XmlWriter, balloon: Memballoon, options: FormatOptions): void {
  writer.element('memballoon', head.format(balloon), () => {
    if (balloon.statsPeriod) writer.element('stats', stats.format({ period: balloon.statsPeriod }))
    formatDeviceInfo(writer, balloon.info, options)
    formatVirtioOptions(writer, balloon.virtio)
  })
}
