// Owns `<iommu>`: the guest's I/O memory management unit.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required, type TableValue } from './attributeTable.js'
import { oneOf, onOff, uint } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({ model: required(oneOf('intel', 'smmuv3', 'virtio', 'amd')) })
const driver = attributeTable({
  intremap: onOff,
  caching_mode: onOff,
  eim: onOff,
  iotlb: onOff,
  aw_bits: uint,
  dma_translation: onOff,
  xtsup: onOff,
  passthrough: onOff,
})

export interface Iommu {
  kind: 'iommu'
  model: TableValue<typeof head>['model']
  driver: TableValue<typeof driver>
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for unknown names */
export function parseIommu(element: XmlElement, options: ParseOptions): Iommu {
  return {
    kind: 'iommu',
    ...head.parse(element),
    driver: driver.parse(element.child('driver')),
    info: parseDeviceInfo(element, options),
  }
}

export function formatIommu(writer: XmlWriter, iommu: Iommu, options: FormatOptions): void {
  writer.element('iommu', head.format(iommu), () => {
    const attributes = driver.format({ ...iommu.driver, aw_bits: iommu.driver.aw_bits || undefined })
    writer.elementIfAny('driver', attributes)
    formatDeviceInfo(writer, iommu.info, options)
  })
}
