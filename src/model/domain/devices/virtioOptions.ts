// Owns the attributes that `<driver>` of every virtio device knows.
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { onOff } from './attributeTypes.js'

/** Rows to spread into a `<driver>` table; libvirt writes them behind the device's own. */
export const virtioOptionRows = { iommu: onOff, ats: onOff, packed: onOff, page_per_vq: onOff }

const virtioOptions = attributeTable(virtioOptionRows)

/** virDomainVirtioOptions. */
export type VirtioOptions = TableValue<typeof virtioOptions>

/** Reads the `<driver>` child of a device whose driver knows nothing else. */
export function parseVirtioOptions(device: XmlElement): VirtioOptions | undefined {
  const driver = device.child('driver')
  return driver && virtioOptions.parse(driver)
}

/** Writes `<driver …/>` when an option is set. */
export function formatVirtioOptions(writer: XmlWriter, options: VirtioOptions | undefined): void {
  writer.elementIfAny('driver', virtioOptions.format(options))
}
