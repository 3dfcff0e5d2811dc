// Owns <dhcp>: the ranges, hosts and boot file a network's DHCP server offers.
import { LibvirtError } from '../../api/LibvirtError.js'
import { optionalEnum, refuseAt, requiredAttribute, ulong } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatIpAddress, type IpAddress, parseIpAddress } from './IpAddress.js'
import { ipRangeSize, type Subnet } from './ipRange.js'
import { isMulticastMac, parseMacAddress } from './macAddress.js'

const leaseUnits = ['seconds', 'minutes', 'hours'] as const

/** How long an address is lent; 0 is for ever. */
export interface DhcpLease {
  readonly expiry: bigint
  readonly unit: (typeof leaseUnits)[number]
}
export interface DhcpRange {
  readonly start: IpAddress
  readonly end: IpAddress
  readonly lease?: DhcpLease | undefined
}
/** Address and all but one of the others may be missing only where a host is searched for. */
export interface DhcpHost {
  readonly mac?: string | undefined
  /** DHCP unique identifier, IPv6 only. */
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly ip?: IpAddress | undefined
  readonly lease?: DhcpLease | undefined
}
export interface Dhcp {
  readonly ranges: readonly DhcpRange[]
  readonly hosts: readonly DhcpHost[]
  readonly boot?: { readonly file: string; readonly server?: IpAddress | undefined } | undefined
}

export const emptyDhcp: Dhcp = { ranges: [], hosts: [] }

/**
 * @param subnet network the ranges have to lie in
 * @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED, SYSTEM_ERROR (text that is no address), INTERNAL_ERROR (a bad range)
 */
export function parseDhcp(element: XmlElement, network: string, subnet: Subnet): Dhcp {
  return {
    ranges: element.elements('range').map(child => parseDhcpRange(child, network, subnet)),
    hosts: element.elements('host').map(child => parseDhcpHost(child, network, subnet.address.family)),
    boot: subnet.address.family === 4 ? parseBoot(element.child('bootp')) : undefined,
  }
}

/** An address in the words of virSocketAddrParse. */
function needAddress(text: string): IpAddress {
  const address = parseIpAddress(text)
  if (address) return address
  throw new LibvirtError('SYSTEM_ERROR', `Cannot parse socket address '${text}': Name or service not known`)
}

export function parseDhcpRange(element: XmlElement, network: string, subnet: Subnet): DhcpRange {
  const side = (name: 'start' | 'end') => {
    const text = element.attribute(name)
    if (text === undefined) {
      throw refuseAt(element, `Missing '${name}' attribute in dhcp range for network '${network}'`)
    }
    return needAddress(text)
  }
  const start = side('start')
  const end = side('end')
  ipRangeSize(start, end, subnet)
  return { start, end, lease: parseLease(element.child('lease')) }
}

function parseLease(element: XmlElement | undefined): DhcpLease | undefined {
  const expiry = element && ulong(element, 'expiry', { base: 0 })
  if (!element || expiry === undefined) return undefined
  const unit = optionalEnum(element, 'unit', leaseUnits) ?? 'minutes'
  // dnsmasq raises anything below two minutes by itself, so what was asked for would not be what is given.
  const least = { seconds: 120n, minutes: 2n, hours: 1n }[unit]
  if (expiry !== 0n && expiry < least) {
    throw refuseAt(element, 'The minimum lease time should be greater than 2 minutes', 'CONFIG_UNSUPPORTED')
  }
  return { expiry, unit }
}

/** @param partial parts may be missing, since the host is only searched for */
export function parseDhcpHost(element: XmlElement, network: string, family: 4 | 6, partial = false): DhcpHost {
  const mac = parseHostMac(element, network, family)
  const id = parseHostId(element, network)
  const name = element.attribute('name')
  if (name !== undefined && !/^[A-Za-z0-9]/.test(name)) {
    throw refuseAt(element, `Cannot use host name '${name}' in network '${network}'`)
  }
  const text = element.attribute('ip')
  const ip = text === undefined ? undefined : parseIpAddress(text)
  if (text !== undefined && !ip) {
    throw refuseAt(element, `Invalid IP address in static host definition for network '${network}'`)
  }
  const host = { mac, id, name, ip, lease: parseLease(element.child('lease')) }
  checkHost(element, host, network, family, partial)
  return host
}

function parseHostMac(element: XmlElement, network: string, family: 4 | 6): string | undefined {
  const text = element.attribute('mac')
  if (text === undefined) return undefined
  if (family === 6) {
    const what = `Invalid to specify MAC address '${text}' in network '${network}' IPv6 static host definition`
    throw refuseAt(element, what)
  }
  const mac = parseMacAddress(text)
  if (mac === undefined) throw refuseAt(element, `Cannot parse MAC address '${text}' in network '${network}'`)
  if (isMulticastMac(mac)) {
    throw refuseAt(element, `expected unicast mac address, found multicast '${text}' in network '${network}'`)
  }
  // The address is kept as it was written: it is compared and printed that way.
  return text
}

function parseHostId(element: XmlElement, network: string): string | undefined {
  const id = element.attribute('id')
  const bad = id === undefined ? undefined : /[^0-9a-fA-F:]/.exec(id)?.[0]
  if (bad !== undefined) {
    throw refuseAt(element, `Invalid character '${bad}' in id '${id ?? ''}' of network '${network}'`)
  }
  return id
}

function checkHost(element: XmlElement, host: DhcpHost, network: string, family: 4 | 6, partial: boolean): void {
  const { mac, id, name, ip } = host
  if (partial) {
    if (mac !== undefined || name !== undefined || ip) return
    const what = 'At least one of name, mac, or ip attribute must be specified for static host definition in network'
    throw refuseAt(element, `${what} '${network}'`)
  }
  const [version, key, other] = family === 6 ? ['IPv6', 'id', id] : ['IPv4', 'mac', mac]
  if (other === undefined && name === undefined) {
    const what = `must have ${key} or name attribute`
    throw refuseAt(element, `Static host definition in ${version} network '${network}' ${what}`)
  }
  if (!ip) throw refuseAt(element, `Missing IP address in static host definition for network '${network}'`)
}

function parseBoot(element: XmlElement | undefined): Dhcp['boot'] {
  if (!element) return undefined
  const file = requiredAttribute(element, 'file')
  const server = element.attribute('server')
  return { file, server: server === undefined ? undefined : needAddress(server) }
}

/** Writes nothing without ranges and hosts, even if there is a boot file: libvirt drops it then. */
export function formatDhcp(writer: XmlWriter, dhcp: Dhcp): void {
  if (dhcp.ranges.length === 0 && dhcp.hosts.length === 0) return
  writer.element('dhcp', {}, () => {
    for (const { start, end, lease } of dhcp.ranges) {
      const attributes = { start: formatIpAddress(start), end: formatIpAddress(end) }
      writer.element('range', attributes, () => formatLease(writer, lease))
    }
    for (const { mac, id, name, ip, lease } of dhcp.hosts) {
      writer.element('host', { mac, id, name, ip: ip && formatIpAddress(ip) }, () => formatLease(writer, lease))
    }
    if (dhcp.boot) {
      const { file, server } = dhcp.boot
      writer.element('bootp', { file, server: server && formatIpAddress(server) })
    }
  })
}

function formatLease(writer: XmlWriter, lease: DhcpLease | undefined): void {
  if (!lease) return
  writer.element('lease', { expiry: lease.expiry, unit: lease.expiry === 0n ? undefined : lease.unit })
}
