// Owns the guest-visible places a device can be at, as `<address type=…/>` spells them.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { attributeTable } from './attributeTable.js'
import { hex, hexLong, onOff, string, uint } from './attributeTypes.js'

/** S/390's identity of a PCI function. */
export interface ZpciAddress {
  uid?: number | undefined
  fid?: number | undefined
}

/** A PCI function. Without `bus` and `slot` given the address is wanted but not yet chosen: see `isPciAddressEmpty`. */
export interface PciAddress {
  type: 'pci'
  domain: number
  bus: number
  slot: number
  function: number
  multifunction?: boolean | undefined
  zpci?: ZpciAddress | undefined
}
export interface DriveAddress {
  type: 'drive'
  controller: number
  bus: number
  target: number
  unit: number
}
export interface VirtioSerialAddress {
  type: 'virtio-serial'
  controller: number
  bus: number
  /** Absent until a port was assigned. */
  port?: number | undefined
}
export interface CcidAddress {
  type: 'ccid'
  controller: number
  slot: number
}
export interface UsbAddress {
  type: 'usb'
  bus: number
  /** Path of ports through hubs, one to four numbers; absent until assigned. */
  port?: number[] | undefined
}
export interface SpaprVioAddress {
  type: 'spapr-vio'
  reg?: bigint | undefined
}
export interface CcwAddress {
  type: 'ccw'
  cssid?: number | undefined
  ssid?: number | undefined
  devno?: number | undefined
}
export interface IsaAddress {
  type: 'isa'
  iobase?: number | undefined
  irq?: number | undefined
}
export interface DimmAddress {
  type: 'dimm'
  slot?: number | undefined
  /** Guest physical address. */
  base?: bigint | undefined
}
export interface VirtioMmioAddress {
  type: 'virtio-mmio'
}
export interface UnassignedAddress {
  type: 'unassigned'
}
export type DeviceAddress =
  | PciAddress
  | DriveAddress
  | VirtioSerialAddress
  | CcidAddress
  | UsbAddress
  | SpaprVioAddress
  | CcwAddress
  | IsaAddress
  | DimmAddress
  | VirtioMmioAddress
  | UnassignedAddress

/** Names of `<address type>`, in libvirt's spelling. */
export const addressTypes = [
  'pci',
  'drive',
  'virtio-serial',
  'ccid',
  'usb',
  'spapr-vio',
  'virtio-s390',
  'ccw',
  'virtio-mmio',
  'isa',
  'dimm',
  'unassigned',
] as const

const pci = attributeTable({
  domain: hex(4),
  bus: hex(2),
  slot: hex(2),
  function: hex(1),
  multifunction: onOff,
})
const zpci = attributeTable({ uid: hex(4), fid: hex(8) })
const drive = attributeTable({ controller: uint, bus: uint, target: uint, unit: uint })
const virtioSerial = attributeTable({ controller: uint, bus: uint, port: uint })
const ccid = attributeTable({ controller: uint, slot: uint })
const usb = attributeTable({ bus: uint, port: string })
const spaprVio = attributeTable({ reg: hexLong(8) })
const ccw = attributeTable({ cssid: hex(1), ssid: hex(1), devno: hex(4) })
const isa = attributeTable({ iobase: hex(1, 16), irq: hex(1, 16) })
const dimm = attributeTable({ slot: uint, base: hexLong() })

/** Limits of a PCI address: its text has no more digits than these numbers. */
const pciLimits = { domain: 0xffff, bus: 0xff, slot: 0x1f, function: 7 } as const

function checkPci(address: PciAddress): void {
  const refuse = (name: 'domain' | 'bus' | 'slot', limit: string) =>
    new LibvirtError('XML_ERROR', `Invalid PCI address ${name}='0x${address[name].toString(16)}', must be <= ${limit}`)
  if (address.domain > pciLimits.domain) throw refuse('domain', '0xFFFF')
  if (address.bus > pciLimits.bus) throw refuse('bus', '0xFF')
  if (address.slot > pciLimits.slot) throw refuse('slot', '0x1F')
  if (address.function > pciLimits.function) {
    throw new LibvirtError('XML_ERROR', `Invalid PCI address function=0x${address.function.toString(16)}, must be <= 7`)
  }
}

/** True for `0000:00:00.0`, which libvirt takes for "no address yet". */
export function isPciAddressEmpty(address: PciAddress): boolean {
  return address.domain === 0 && address.bus === 0 && address.slot === 0
}

/**
 * Reads the attributes of a PCI address without regard to `type`, as host addresses of hostdevs and interfaces have it.
 * @throws LibvirtError XML_ERROR when a part is out of range
 */
export function parsePciAddress(element: XmlElement): PciAddress {
  const read = pci.parse(element)
  const address: PciAddress = {
    type: 'pci',
    domain: read.domain ?? 0,
    bus: read.bus ?? 0,
    slot: read.slot ?? 0,
    function: read.function ?? 0,
    multifunction: read.multifunction,
  }
  checkPci(address)
  const zpciElement = element.child('zpci')
  if (zpciElement) address.zpci = zpci.parse(zpciElement)
  return address
}

/** `[domain:]bus:slot.function` in hexadecimal, as in messages and sysfs. */
export function pciAddressText(address: Omit<PciAddress, 'type'>): string {
  const part = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${part(address.domain, 4)}:${part(address.bus, 2)}:${part(address.slot, 2)}.${address.function.toString(16)}`
}

function parseUsb(element: XmlElement): UsbAddress {
  const read = usb.parse(element)
  if (read.port !== undefined && !/^\d+(\.\d+){0,3}$/.test(read.port)) {
    throw new LibvirtError('INTERNAL_ERROR', "Cannot parse <address> 'port' attribute")
  }
  return { type: 'usb', bus: read.bus ?? 0, port: read.port?.split('.').map(Number) }
}

type AddressReader = (element: XmlElement) => DeviceAddress

const readers: Record<(typeof addressTypes)[number], AddressReader | undefined> = {
  pci: parsePciAddress,
  drive: element => {
    const read = drive.parse(element)
    return {
      type: 'drive',
      controller: read.controller ?? 0,
      bus: read.bus ?? 0,
      target: read.target ?? 0,
      unit: read.unit ?? 0,
    }
  },
  'virtio-serial': element => {
    const read = virtioSerial.parse(element)
    return { type: 'virtio-serial', controller: read.controller ?? 0, bus: read.bus ?? 0, port: read.port }
  },
  ccid: element => {
    const read = ccid.parse(element)
    return { type: 'ccid', controller: read.controller ?? 0, slot: read.slot ?? 0 }
  },
  usb: parseUsb,
  'spapr-vio': element => ({ type: 'spapr-vio', ...spaprVio.parse(element) }),
  'virtio-s390': undefined,
  ccw: element => ({ type: 'ccw', ...ccw.parse(element) }),
  'virtio-mmio': () => ({ type: 'virtio-mmio' }),
  isa: element => ({ type: 'isa', ...isa.parse(element) }),
  dimm: element => ({ type: 'dimm', ...dimm.parse(element) }),
  unassigned: () => ({ type: 'unassigned' }),
}

/**
 * Reads `<address type=…>`.
 * @throws LibvirtError XML_ERROR for an unknown type or a part out of range
 */
export function parseDeviceAddress(element: XmlElement): DeviceAddress {
  const type = element.attribute('type')
  if (type === undefined) throw new LibvirtError('INTERNAL_ERROR', 'No type specified for device address')
  const known = addressTypes.find(name => name === type)
  if (known === undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', `unknown address type '${type}'`)
  const read = readers[known]
  if (read === undefined) throw new LibvirtError('XML_ERROR', `virtio-s390 bus doesn't have an address`)
  return read(element)
}

/** Attributes of an address, `type` apart. A wanted but unassigned PCI address has none but `multifunction`. */
export function addressAttributes(address: DeviceAddress): Record<string, string | number | bigint | undefined> {
  switch (address.type) {
    case 'pci': {
      const { domain, bus, slot, multifunction } = address
      return isPciAddressEmpty(address)
        ? pci.format({ multifunction })
        : pci.format({ domain, bus, slot, function: address.function, multifunction })
    }
    case 'drive':
      return drive.format(address)
    case 'virtio-serial':
      return virtioSerial.format({ ...address, port: address.port ?? 0 })
    case 'ccid':
      return ccid.format(address)
    case 'usb':
      return usb.format({ bus: address.bus, port: address.port?.join('.') })
    case 'spapr-vio':
      return spaprVio.format({ reg: address.reg })
    case 'ccw':
      return ccw.format(address)
    case 'isa':
      return isa.format(address)
    case 'dimm':
      return dimm.format(address)
    case 'virtio-mmio':
    case 'unassigned':
      return {}
  }
}

/** Writes `<address type='…' …/>`. */
export function formatDeviceAddress(writer: XmlWriter, address: DeviceAddress): void {
  const attributes = { type: address.type, ...addressAttributes(address) }
  if (address.type === 'pci' && address.zpci) {
    const inner = zpci.format(address.zpci)
    writer.element('address', attributes, () => writer.element('zpci', inner))
  } else {
    writer.element('address', attributes)
  }
}

/** Writes a host PCI address: no `type` unless asked, always with its numbers. */
export function pciSourceAttributes(address: PciAddress): Record<string, string | number | bigint | undefined> {
  const { domain, bus, slot } = address
  return pci.format({ domain, bus, slot, function: address.function })
}
