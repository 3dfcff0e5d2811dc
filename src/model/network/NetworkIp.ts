// Owns <ip>: an address of the host in the network, and what it serves there.
import { formatYesNo, nonEmpty, refuseAt, uint, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { type Dhcp, emptyDhcp, formatDhcp, parseDhcp } from './dhcp.js'
import { formatIpAddress, type IpAddress, ipBits, netmaskPrefix, parseIpAddress, prefixMask } from './IpAddress.js'

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

/** @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED and what `parseDhcp` throws */
export function parseNetworkIp(element: XmlElement, network: string): NetworkIp {
  const text = nonEmpty(element, 'address')
  if (text === undefined) throw refuseAt(element, `Missing required address attribute in network '${network}'`)
  const address = parseIpAddress(text)
  if (!address) throw refuseAt(element, `Invalid address '${text}' in network '${network}'`)
  const maskText = nonEmpty(element, 'netmask')
  const netmask = maskText === undefined ? undefined : parseIpAddress(maskText)
  if (maskText !== undefined && !netmask) {
    throw refuseAt(element, `Invalid netmask '${maskText}' in network '${network}'`)
  }
  const prefix = uint(element, 'prefix') ?? 0
  const localPtr = yesNo(element, 'localPtr')
  const family = parseFamily(element, network, address)
  checkLength(element, network, { address, netmask, prefix })
  const ip: NetworkIp = { family, address, netmask, prefix, localPtr, dhcp: emptyDhcp }
  const dhcp = element.child('dhcp')
  const subnet = ipSubnet(ip)
  return {
    ...ip,
    dhcp: dhcp && subnet ? parseDhcp(dhcp, network, subnet) : emptyDhcp,
    tftpRoot: parseTftp(element, network, address),
  }
}

function parseTftp(element: XmlElement, network: string, address: IpAddress): string | undefined {
  const tftp = element.child('tftp')
  if (!tftp || address.family === 4) return nonEmpty(tftp, 'root')
  const what = `Unsupported <tftp> element in an IPv6 element in network '${network}'`
  throw refuseAt(tftp, what, 'CONFIG_UNSUPPORTED')
}

function parseFamily(element: XmlElement, network: string, address: IpAddress): 'ipv4' | 'ipv6' | undefined {
  const family = nonEmpty(element, 'family')
  if (family !== undefined && family !== 'ipv4' && family !== 'ipv6') {
    throw refuseAt(element, `Unrecognized family '${family}' in network '${network}'`)
  }
  if (address.family === (family === 'ipv6' ? 6 : 4)) return family
  const shown = `'${element.attribute('address') ?? ''}' in network '${network}'`
  const what =
    family === 'ipv6'
      ? `Family 'ipv6' specified for non-IPv6 address ${shown}`
      : `${family ?? 'no'} family specified for non-IPv4 address ${shown}`
  throw refuseAt(element, what, 'CONFIG_UNSUPPORTED')
}

/** Netmask and prefix say the same, each for addresses of its kind. */
function checkLength(
  element: XmlElement,
  network: string,
  { address, netmask, prefix }: Pick<NetworkIp, 'netmask' | 'prefix'> & { readonly address: IpAddress },
): void {
  const refuse = (detail: string) => refuseAt(element, detail, 'CONFIG_UNSUPPORTED')
  const shown = `address '${element.attribute('address') ?? ''}' in network '${network}'`
  if (netmask && address.family === 6) throw refuse(`netmask not allowed for IPv6 ${shown}`)
  if (netmask && netmask.family !== 4) {
    throw refuse(`Invalid netmask '${element.attribute('netmask') ?? ''}' for ${shown} (both must be IPv4)`)
  }
  if (netmask && prefix > 0) {
    throw refuse(`Network '${network}' IP address cannot have both a prefix and a netmask`)
  }
  if (prefix > ipBits[address.family]) {
    throw refuse(`Invalid IPv${address.family} prefix '${prefix}' in network '${network}'`)
  }
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
  writer.enclosing('ip', attributes, () => {
    if (ip.tftpRoot !== undefined) writer.element('tftp', { root: ip.tftpRoot })
    formatDhcp(writer, ip.dhcp)
  })
}
