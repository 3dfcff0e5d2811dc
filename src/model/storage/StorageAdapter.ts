// Owns <adapter>: the SCSI or Fibre Channel host whose units a pool offers.
import { type PciAddress, parsePciAddress, pciSourceAttributes } from '../domain/devices/address.js'
import { parseInteger } from '../xml/parseInteger.js'
import { formatYesNo, optionalEnum, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export type StorageAdapter =
  | {
      readonly type: 'fc_host'
      readonly parent?: string | undefined
      readonly parentWwnn?: string | undefined
      readonly parentWwpn?: string | undefined
      readonly parentFabricWwn?: string | undefined
      /** The virtual host is removed with the pool. */
      readonly managed?: boolean | undefined
      readonly wwnn: string
      readonly wwpn: string
    }
  | { readonly type: 'scsi_host'; readonly name: string }
  | { readonly type: 'scsi_host'; readonly parent: { readonly address: PciAddress; readonly uniqueId: number } }

/** @throws LibvirtError XML_ERROR, INTERNAL_ERROR (a world-wide name) */
export function parseStorageAdapter(element: XmlElement): StorageAdapter | undefined {
  const type = optionalEnum(element, 'type', ['scsi_host', 'fc_host'])
  if (type === 'fc_host') return parseFcHost(element)
  if (type === 'scsi_host') return parseScsiHost(element)
  return parseUntyped(element)
}

/** Documents older than the types have a name only. */
function parseUntyped(element: XmlElement): StorageAdapter | undefined {
  if (['wwnn', 'wwpn', 'parent'].some(name => element.attribute(name) !== undefined)) {
    const what = "Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'"
    throw refuseAt(element, what)
  }
  if (element.child('parentaddr')) {
    throw refuseAt(element, "Use of 'parentaddr' element requires use of the adapter 'type'")
  }
  const name = element.attribute('name')
  return name === undefined ? undefined : { type: 'scsi_host', name }
}

function parseFcHost(element: XmlElement): StorageAdapter {
  const managed = yesNo(element, 'managed')
  const wwnn = element.attribute('wwnn')
  const wwpn = element.attribute('wwpn')
  if (wwnn === undefined || wwpn === undefined) {
    throw refuseAt(element, "'wwnn' and 'wwpn' must be specified for adapter type 'fchost'")
  }
  const parentWwnn = element.attribute('parent_wwnn')
  const parentWwpn = element.attribute('parent_wwpn')
  if (parentWwnn !== undefined && parentWwpn === undefined) {
    throw refuseAt(element, `when providing parent_wwnn='${parentWwnn}', the parent_wwpn must also be provided`)
  }
  if (parentWwnn === undefined && parentWwpn !== undefined) {
    throw refuseAt(element, `when providing parent_wwpn='${parentWwpn}', the parent_wwnn must also be provided`)
  }
  const parentFabricWwn = element.attribute('parent_fabric_wwn')
  for (const wwn of [wwnn, wwpn, parentWwnn, parentWwpn, parentFabricWwn]) {
    if (wwn !== undefined && !/^(?:0x)?[0-9a-fA-F]{16}$/.test(wwn)) {
      throw refuseAt(element, `Malformed wwn: ${wwn}`, 'INTERNAL_ERROR')
    }
  }
  const parent = element.attribute('parent')
  return { type: 'fc_host', parent, parentWwnn, parentWwpn, parentFabricWwn, managed, wwnn, wwpn }
}

function parseScsiHost(element: XmlElement): StorageAdapter {
  const name = element.attribute('name')
  const parent = element.child('parentaddr')
  if (parent && name !== undefined) {
    throw refuseAt(element, "Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter")
  }
  if (name !== undefined) return { type: 'scsi_host', name }
  if (!parent) throw refuseAt(element, "Either 'name' or 'parent' must be specified for the 'scsi_host' adapter")
  const address = parent.child('address')
  if (!address) throw refuseAt(parent, 'Missing scsi_host PCI address element')
  const uniqueId = parseInteger(parent.attribute('unique_id') ?? '', { min: 0n, max: 0x7fffffffn, base: 10 })
  if (uniqueId === undefined) throw refuseAt(parent, "Missing or invalid scsi adapter 'unique_id' value")
  return { type: 'scsi_host', parent: { address: parsePciAddress(address), uniqueId: Number(uniqueId) } }
}

export function formatStorageAdapter(writer: XmlWriter, adapter: StorageAdapter): void {
  const { type } = adapter
  if (type === 'fc_host') {
    writer.element('adapter', {
      type,
      parent: adapter.parent,
      parent_wwnn: adapter.parentWwnn,
      parent_wwpn: adapter.parentWwpn,
      parent_fabric_wwn: adapter.parentFabricWwn,
      managed: formatYesNo(adapter.managed),
      wwnn: adapter.wwnn,
      wwpn: adapter.wwpn,
    })
  } else if ('name' in adapter) {
    writer.element('adapter', { type, name: adapter.name })
  } else {
    const { address, uniqueId } = adapter.parent
    writer.element('adapter', { type }, () => {
      writer.element('parentaddr', { unique_id: uniqueId }, () => {
        writer.element('address', pciSourceAttributes(address))
      })
    })
  }
}
