// Owns <capability type='pci'>: a function of a PCI device.
import { type PciAddress, parsePciAddress, pciSourceAttributes } from '../domain/devices/address.js'
import { parseInteger, parseUint } from '../xml/parseInteger.js'
import { childText, nonEmpty, oneOf, refuseAt, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatMdevTypes, type MdevType, parseNestedMdevTypes } from './MdevTypes.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { formatPcieInfo, type PcieInfo, parsePcieInfo } from './PcieLink.js'
import { formatPciVpd, type PciVpd, parsePciVpd } from './PciVpd.js'
import { hexId, type NamedId, optionalInt, suppliedId, suppliedUint } from './supplied.js'

const bridgeTypes = ['pci-bridge', 'cardbus-bridge'] as const

export interface PciCapability {
  readonly type: 'pci'
  /** Class code of 24 bits. */
  readonly class?: number | undefined
  readonly domain: number
  readonly bus: number
  readonly slot: number
  readonly function: number
  readonly product: NamedId
  readonly vendor: NamedId
  /** The function this one is a virtual function of. */
  readonly physicalFunction?: PciAddress | undefined
  readonly virtualFunctions?: { readonly addresses: readonly PciAddress[]; readonly maxCount: number } | undefined
  readonly bridge?: (typeof bridgeTypes)[number] | undefined
  readonly mdevTypes?: readonly MdevType[] | undefined
  readonly vpd?: PciVpd | undefined
  readonly iommuGroup?: { readonly number: number; readonly addresses: readonly PciAddress[] } | undefined
  readonly numaNode?: number | undefined
  readonly pcie?: PcieInfo | undefined
}

/** @throws LibvirtError INTERNAL_ERROR, XML_ERROR */
export function parsePciCapability(element: XmlElement, { device }: NodeDeviceContext): PciCapability {
  const number = (child: string, what: string) => suppliedUint(element, child, `PCI ${what} ID`, device)
  const group = element.child('iommuGroup')
  const pcie = element.child('pci-express')
  return {
    type: 'pci',
    class: parseClass(element, device),
    domain: number('domain', 'domain'),
    bus: number('bus', 'bus'),
    slot: number('slot', 'slot'),
    function: number('function', 'function'),
    vendor: suppliedId(element, 'vendor', 'PCI vendor ID', device),
    product: suppliedId(element, 'product', 'PCI product ID', device),
    ...parseNested(element),
    mdevTypes: parseNestedMdevTypes(element),
    iommuGroup: group && {
      number: uint(group, 'number', { required: true }),
      addresses: group.elements('address').map(parsePciAddress),
    },
    numaNode: optionalInt(element, element.child('numa')?.attribute('node'), 'NUMA node ID', device),
    pcie: pcie && parsePcieInfo(pcie),
  }
}

function parseClass(element: XmlElement, device: string): number | undefined {
  const text = childText(element, 'class')
  if (text === undefined) return undefined
  const value = parseInteger(text, { min: 0n, max: 0xffffffn, base: 16 })
  if (value !== undefined) return Number(value)
  throw refuseAt(element, `invalid PCI class supplied for '${device}'`, 'INTERNAL_ERROR')
}

type Nested = Pick<PciCapability, 'physicalFunction' | 'virtualFunctions' | 'bridge' | 'vpd'>

function parseNested(element: XmlElement): Nested {
  let nested: Nested = {}
  for (const child of element.elements('capability')) {
    const type = child.attribute('type')
    if (type === 'phys_function') nested = { ...nested, physicalFunction: parsePhysicalFunction(child) }
    else if (type === 'virt_functions') nested = { ...nested, virtualFunctions: parseVirtualFunctions(child) }
    else if (type === 'vpd') nested = { ...nested, vpd: parsePciVpd(child) }
    else nested = { ...nested, bridge: nested.bridge ?? oneOf(type, bridgeTypes) }
  }
  return nested
}

function parsePhysicalFunction(element: XmlElement): PciAddress {
  const address = element.child('address')
  if (!address) throw refuseAt(element, "Missing address in 'phys_function' capability")
  return parsePciAddress(address)
}

function parseVirtualFunctions(element: XmlElement): PciCapability['virtualFunctions'] {
  const text = nonEmpty(element, 'maxCount')
  const maxCount = text === undefined ? 0 : parseUint(text)
  if (maxCount === undefined) throw refuseAt(element, "Malformed 'maxCount' parameter")
  return { addresses: element.elements('address').map(parsePciAddress), maxCount }
}

export function formatPciCapability(writer: XmlWriter, pci: PciCapability): void {
  writer.text('class', pci.class === undefined ? undefined : hexId(pci.class, 6))
  writer.text('domain', pci.domain).text('bus', pci.bus).text('slot', pci.slot).text('function', pci.function)
  writer.element('product', { id: hexId(pci.product.id, 4) }, pci.product.name)
  writer.element('vendor', { id: hexId(pci.vendor.id, 4) }, pci.vendor.name)
  const addresses = (list: readonly PciAddress[]) => {
    for (const address of list) writer.element('address', pciSourceAttributes(address))
  }
  const { physicalFunction, virtualFunctions, bridge, iommuGroup } = pci
  if (physicalFunction) writer.element('capability', { type: 'phys_function' }, () => addresses([physicalFunction]))
  if (virtualFunctions) {
    const attributes = { type: 'virt_functions', maxCount: virtualFunctions.maxCount || undefined }
    writer.element('capability', attributes, () => addresses(virtualFunctions.addresses))
  }
  if (bridge) writer.element('capability', { type: bridge })
  formatMdevTypes(writer, pci.mdevTypes)
  if (pci.vpd) formatPciVpd(writer, pci.vpd)
  if (iommuGroup && iommuGroup.addresses.length > 0) {
    writer.element('iommuGroup', { number: iommuGroup.number }, () => addresses(iommuGroup.addresses))
  }
  if (pci.numaNode !== undefined && pci.numaNode >= 0) writer.element('numa', { node: pci.numaNode })
  if (pci.pcie) formatPcieInfo(writer, pci.pcie)
}
