// Owns <forward>: how a network's guests reach the world, and through which devices of the host.
import { type PciAddress, parsePciAddress, pciAddressText, pciSourceAttributes } from '../domain/devices/address.js'
import { parseInteger } from '../xml/parseInteger.js'
import { formatYesNo, nonEmpty, oneOf, optionalEnum, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatIpAddress, type IpAddress, parseIpAddress } from './IpAddress.js'
import { ipRangeSize } from './ipRange.js'

export const forwardModes = ['nat', 'route', 'open', 'bridge', 'private', 'vepa', 'passthrough', 'hostdev'] as const
const driverNames = ['kvm', 'vfio', 'xen'] as const

/** Where addresses and ports come from when packets are rewritten. */
export interface NetworkNat {
  readonly ipv6?: boolean | undefined
  readonly addresses?: { readonly start: IpAddress; readonly end: IpAddress } | undefined
  readonly ports?: { readonly start: number; readonly end: number } | undefined
}

export interface NetworkForward {
  readonly mode: (typeof forwardModes)[number]
  /** PCI devices are taken from and given back to the host by us. */
  readonly managed: boolean
  readonly driver?: { readonly name?: (typeof driverNames)[number]; readonly model?: string } | undefined
  readonly nat?: NetworkNat | undefined
  /** Network devices of the host, PCI virtual functions, or the physical function whose virtual ones are used. */
  readonly devices:
    | { readonly by: 'interface'; readonly names: readonly string[] }
    | { readonly by: 'address'; readonly addresses: readonly PciAddress[] }
    | { readonly by: 'pf'; readonly name: string }
}

/** @throws LibvirtError XML_ERROR, XML_DETAIL, CONFIG_UNSUPPORTED, INTERNAL_ERROR (a reversed range) */
export function parseNetworkForward(element: XmlElement, network: string): NetworkForward {
  const mode = nonEmpty(element, 'mode') ?? 'nat'
  const known = oneOf(mode, forwardModes)
  // `none` is what a network without <forward> is; it reads as one, but the rest of the element is checked all the same.
  if (known === undefined) throw refuseAt(element, `unknown forwarding type '${mode}'`, 'CONFIG_UNSUPPORTED')
  const driver = element.child('driver')
  return {
    mode: known,
    managed: element.attribute('managed')?.toLowerCase() === 'yes',
    driver: driver && parseDriver(driver),
    nat: parseNat(element, network, known),
    devices: parseDevices(element, network),
  }
}

function parseDriver(element: XmlElement): NonNullable<NetworkForward['driver']> {
  const name = optionalEnum(element, 'name', driverNames)
  const model = element.attribute('model')
  return { ...(name === undefined ? {} : { name }), ...(model === undefined ? {} : { model }) }
}

function parseNat(element: XmlElement, network: string, mode: string): NetworkNat | undefined {
  const [nat, ...more] = element.elements('nat')
  if (!nat) return undefined
  if (more.length > 0) throw refuseAt(nat, `Only one <nat> element is allowed in <forward> of network ${network}`)
  if (mode !== 'nat') {
    throw refuseAt(nat, `The <nat> element can only be used when <forward> 'mode' is 'nat' in network ${network}`)
  }
  const inNat = `in <nat> in <forward> in network ${network}`
  const only = (name: string) => {
    const found = nat.elements(name)
    if (found.length > 1) throw refuseAt(nat, `Only one <${name}> element is allowed ${inNat}`)
    return found[0]
  }
  const addresses = only('address')
  const ports = only('port')
  return {
    ipv6: yesNo(nat, 'ipv6'),
    addresses: addresses && parseNatAddresses(addresses, network, inNat),
    ports: ports && parseNatPorts(ports, inNat),
  }
}

function parseNatAddresses(element: XmlElement, network: string, inNat: string) {
  const side = (name: 'start' | 'end') => {
    const text = element.attribute(name)
    if (text === undefined) throw refuseAt(element, `missing '${name}' attribute in <address> element ${inNat}`)
    const address = parseIpAddress(text)
    if (address?.family === 4) return address
    throw refuseAt(element, `Bad ipv4 ${name} address '${text}' in <nat> in <forward> in network '${network}'`)
  }
  const start = side('start')
  const end = side('end')
  ipRangeSize(start, end)
  return { start, end }
}

function parseNatPorts(element: XmlElement, inNat: string) {
  const port = (name: 'start' | 'end', least: number): number => {
    const value = parseInteger(element.attribute(name) ?? '', { min: BigInt(least), max: 65535n, base: 10 })
    if (value !== undefined) return Number(value)
    throw refuseAt(element, `Missing or invalid '${name}' attribute in <port> ${inNat}`, 'XML_DETAIL')
  }
  const start = port('start', 0)
  return { start, end: port('end', start) }
}

function parseDevices(element: XmlElement, network: string): NetworkForward['devices'] {
  const interfaces = element.elements('interface')
  const addresses = element.elements('address')
  const pfs = element.elements('pf')
  if ([interfaces, addresses, pfs].filter(found => found.length > 0).length > 1) {
    const what = '<address>, <interface>, and <pf> elements of <forward>'
    throw refuseAt(element, `${what} in network ${network} are mutually exclusive`)
  }
  const dev = nonEmpty(element, 'dev')
  if (dev !== undefined && addresses.length + pfs.length > 0) {
    const what = "the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present"
    throw refuseAt(element, `${what} in network ${network}`)
  }
  if (addresses.length > 0) return { by: 'address', addresses: parseAddresses(addresses, network) }
  if (pfs[0]) return parsePf(element, pfs, network)
  return { by: 'interface', names: parseInterfaces(interfaces, dev, network) }
}

/** Name of a `<forward><interface/>`. */
export function parseForwardInterface(element: XmlElement, network: string): string {
  const name = element.attribute('dev')
  if (name !== undefined) return name
  throw refuseAt(element, `Missing required dev attribute in <forward> <interface> element of network ${network}`)
}

function parseInterfaces(elements: readonly XmlElement[], dev: string | undefined, network: string): string[] {
  const names = dev === undefined ? [] : [dev]
  elements.forEach((element, index) => {
    const name = parseForwardInterface(element, network)
    if (index === 0 && dev !== undefined) {
      if (name === dev) return
      const what = `<forward dev='${dev}'> must match first <interface dev='${name}'/>`
      throw refuseAt(element, `${what} in network ${network}`)
    }
    if (names.includes(name))
      throw refuseAt(element, `interface '${name}' can only be listed once in network ${network}`)
    names.push(name)
  })
  return names
}

function parseAddresses(elements: readonly XmlElement[], network: string): PciAddress[] {
  const seen = new Set<string>()
  return elements.map(element => {
    const type = element.attribute('type')
    if (type === undefined) throw refuseAt(element, `missing address type in network ${network}`)
    if (type !== 'pci') {
      const what = `address type '${type}' in network ${network}`
      if (oneOf(type, ['none', 'netdev'])) throw refuseAt(element, `unsupported ${what}`)
      throw refuseAt(element, `unknown ${what}`, 'CONFIG_UNSUPPORTED')
    }
    const address = parsePciAddress(element)
    const text = pciAddressText(address)
    if (seen.has(text)) throw refuseAt(element, `PCI device '${text}' can only be listed once in network ${network}`)
    seen.add(text)
    return address
  })
}

function parsePf(element: XmlElement, pfs: readonly XmlElement[], network: string): NetworkForward['devices'] {
  if (pfs.length > 1) throw refuseAt(element, `Only one <pf> element is allowed in <forward> of network ${network}`)
  const name = pfs[0]?.attribute('dev')
  if (name !== undefined) return { by: 'pf', name }
  throw refuseAt(element, `Missing required dev attribute in <pf> element of network '${network}'`)
}

/** The first device by name, which `dev` of `<forward>` repeats. */
export function firstForwardInterface(forward: NetworkForward | undefined): string | undefined {
  return forward?.devices.by === 'interface' ? forward.devices.names[0] : undefined
}

export function formatNetworkForward(writer: XmlWriter, forward: NetworkForward | undefined): void {
  if (!forward) return
  const { mode, managed, driver, nat, devices } = forward
  const attributes = {
    dev: firstForwardInterface(forward),
    mode,
    managed: mode === 'hostdev' ? formatYesNo(managed) : undefined,
  }
  writer.element('forward', attributes, () => {
    if (driver) writer.elementIfAny('driver', driver)
    if (nat) formatNat(writer, nat)
    if (devices.by === 'pf') writer.element('pf', { dev: devices.name })
    if (devices.by === 'interface') for (const dev of devices.names) writer.element('interface', { dev })
    if (devices.by === 'address') {
      for (const address of devices.addresses) {
        writer.element('address', { type: 'pci', ...pciSourceAttributes(address) })
      }
    }
  })
}

function formatNat(writer: XmlWriter, { ipv6, addresses, ports }: NetworkNat): void {
  writer.elementIfAny('nat', { ipv6: formatYesNo(ipv6) }, () => {
    if (addresses) {
      writer.element('address', { start: formatIpAddress(addresses.start), end: formatIpAddress(addresses.end) })
    }
    if (ports && (ports.start > 0 || ports.end > 0)) {
      writer.element('port', { start: ports.start, end: ports.end || undefined })
    }
  })
}
