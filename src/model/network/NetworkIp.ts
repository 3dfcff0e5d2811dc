// Owns <ip>: an address of the host in the network, and what it serves there.
import { parseInteger } from '../xml/parseInteger.js'
import { formatYesNo, nonEmpty, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { type Dhcp, emptyDhcp, formatDhcp, parseDhcp } from './dhcp.js'
import { formatIpAddress, type IpAddress, netmaskPrefix, parseIpAddress, prefixMask } from './IpAddress.js'

export interface NetworkIp {
  /** As written; without it the address is IPv4. */
  readonly family?: 'ipv4' | 'ipv6' | undefined
  readonly address?: IpAddress | undefined
  readonly netmask?: IpAddress | undefined
  /** 0 when none was given: see `ipPrefix`. */
  readonly prefix: number
  /** Reverse lookups of the network are answered here only. */
  readonly localPtr?: boolean | undefined
  readonly tftpRoot?: string | undefined
  readonly dhcp: Dhcp
}

/** @throws LibvirtError XML_ERROR and what `parseDhcp` throws */
export function parseNetworkIp(element: XmlElement, network: string): NetworkIp {
  const text = nonEmpty(element, 'address')
  const address = text === undefined ? undefined : parseIpAddress(text)
  if (text !== undefined && !address) throw refuseAt(element, `Invalid address '${text}' in network '${network}'`)
  const family = parseFamily(element, network, text, address)
  const prefix = Number(parseInteger(element.attribute('prefix') ?? '', { min: 0n, max: 128n, base: 10 }) ?? 0n)
  const localPtr = yesNo(element, 'localPtr')
  const netmask = parseNetmask(element, network, address, prefix)
  const ip: NetworkIp = { family, address, netmask, prefix, localPtr, dhcp: emptyDhcp }
  const dhcp = element.child('dhcp')
  const subnet = ipSubnet(ip)
  return {
    ...ip,
    tftpRoot: element.child('tftp')?.attribute('root'),
    dhcp: dhcp && subnet ? parseDhcp(dhcp, network, subnet) : emptyDhcp,
  }
}

function parseFamily(element: XmlElement, network: string, text: string | undefined, address: IpAddress | undefined) {
  const family = nonEmpty(element, 'family')
  if (family === undefined) {
    if (address?.family !== 6) return undefined
    throw refuseAt(element, `no family specified for non-IPv4 address '${text ?? ''}' in network '${network}'`)
  }
  if (family !== 'ipv4' && family !== 'ipv6') {
    throw refuseAt(element, `Unrecognized family '${family}' in network '${network}'`)
  }
  if (address?.family !== (family === 'ipv4' ? 4 : 6)) {
    const other = family === 'ipv4' ? 'non-IPv4' : 'non-IPv6'
    const what = `family '${family}' specified for ${other} address '${text ?? '(null)'}' in network '${network}'`
    throw refuseAt(element, what)
  }
  return family
}

function parseNetmask(element: XmlElement, network: string, address: IpAddress | undefined, prefix: number) {
  const text = nonEmpty(element, 'netmask')
  if (text === undefined) return undefined
  if (!address) throw refuseAt(element, `netmask specified without address in network '${network}'`)
  const shown = formatIpAddress(address)
  if (address.family !== 4) {
    throw refuseAt(element, `netmask not supported for address '${shown}' in network '${network}' (IPv4 only)`)
  }
  if (prefix > 0) throw refuseAt(element, `network '${network}' cannot have both prefix='${prefix}' and a netmask`)
  const netmask = parseIpAddress(text)
  if (netmask?.family !== 4) {
    const what = `has invalid netmask '${text}' for address '${shown}' (both must be IPv4)`
    throw refuseAt(element, `network '${network}' ${what}`)
  }
  return netmask
}

/** Length of the prefix: as given, from the netmask, by the class of an IPv4 address, or 64. */
export function ipPrefix(ip: Pick<NetworkIp, 'address' | 'netmask' | 'prefix'>): number | undefined {
  if (ip.prefix > 0) return ip.prefix
  if (ip.netmask) return netmaskPrefix(ip.netmask)
  if (ip.address?.family === 6) return 64
  const top = ip.address && ip.address.value >> 24n
  if (top === undefined || top >= 0xe0n) return undefined
  return top < 0x80n ? 8 : top < 0xc0n ? 16 : 24
}

/** The network the address is in, when address and prefix make sense. */
export function ipSubnet(ip: Pick<NetworkIp, 'address' | 'netmask' | 'prefix'>) {
  const prefix = ipPrefix(ip)
  return ip.address && prefix !== undefined ? { address: ip.address, prefix } : undefined
}

/** The netmask of an IPv4 prefix. */
export function netmaskOf(prefix: number): IpAddress {
  return { family: 4, value: prefixMask(4, prefix) }
}

export function formatNetworkIp(writer: XmlWriter, ip: NetworkIp): void {
  const attributes = {
    family: ip.family,
    address: ip.address && formatIpAddress(ip.address),
    netmask: ip.netmask && formatIpAddress(ip.netmask),
    prefix: ip.prefix || undefined,
    localPtr: formatYesNo(ip.localPtr),
  }
  writer.element('ip', attributes, () => {
    if (ip.tftpRoot !== undefined) writer.element('tftp', { root: ip.tftpRoot })
    formatDhcp(writer, ip.dhcp)
  })
}
