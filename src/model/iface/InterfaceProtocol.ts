// Owns <protocol>: how an interface gets its addresses in one family.
import { formatYesNo, int, nonEmpty, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** One address; a prefix of 0 means none was given. */
export interface InterfaceIp {
  readonly address?: string | undefined
  readonly prefix: number
}

export interface InterfaceProtocol {
  readonly family: 'ipv4' | 'ipv6'
  /** Stateless address configuration, IPv6 only. */
  readonly autoconf: boolean
  readonly dhcp?: { readonly peerDns?: boolean | undefined } | undefined
  readonly gateway?: string | undefined
  readonly ips: readonly InterfaceIp[]
}

/** @throws LibvirtError XML_ERROR */
export function parseInterfaceProtocol(element: XmlElement): InterfaceProtocol {
  const family = element.attribute('family')
  if (family === undefined) throw refuseAt(element, 'protocol misses the family attribute')
  if (family !== 'ipv4' && family !== 'ipv6') throw refuseAt(element, `unsupported protocol family '${family}'`)
  const dhcp = element.child('dhcp')
  return {
    family,
    autoconf: family === 'ipv6' && element.child('autoconf') !== undefined,
    dhcp: dhcp && { peerDns: yesNo(dhcp, 'peerdns') },
    gateway: nonEmpty(element.child('route'), 'gateway'),
    ips: element.elements('ip').map(parseIp),
  }
}

function parseIp(element: XmlElement): InterfaceIp {
  const address = element.attribute('address')
  return { address, prefix: address === undefined ? 0 : (int(element, 'prefix', { base: 0 }) ?? 0) }
}

export function formatInterfaceProtocol(writer: XmlWriter, protocol: InterfaceProtocol): void {
  writer.enclosing('protocol', { family: protocol.family }, () => {
    if (protocol.autoconf) writer.element('autoconf')
    if (protocol.dhcp) {
      const { peerDns } = protocol.dhcp
      writer.element('dhcp', { peerdns: formatYesNo(peerDns) })
    }
    for (const { address, prefix } of protocol.ips) {
      if (address !== undefined) writer.element('ip', { address, prefix: prefix || undefined })
    }
    if (protocol.gateway !== undefined) writer.element('route', { gateway: protocol.gateway })
  })
}
