// Owns <protocol>: how an interface gets its addresses in one family.
import { parseInteger } from '../xml/parseInteger.js'
import { nonEmpty, refuseAt } from '../xml/read.js'
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
  const family = nonEmpty(element, 'family')
  if (family === undefined) throw refuseAt(element, 'protocol misses the family attribute')
  if (family !== 'ipv4' && family !== 'ipv6') throw refuseAt(element, `unsupported protocol family '${family}'`)
  const dhcp = element.child('dhcp')
  return {
    family,
    autoconf: family === 'ipv6' && element.child('autoconf') !== undefined,
    dhcp: dhcp && { peerDns: parsePeerDns(dhcp) },
    gateway: nonEmpty(element.child('route'), 'gateway'),
    ips: element.elements('ip').map(parseIp),
  }
}

function parsePeerDns(dhcp: XmlElement): boolean | undefined {
  const text = dhcp.attribute('peerdns')
  if (text === undefined || text === 'yes' || text === 'no') return text && text === 'yes'
  throw refuseAt(dhcp, `unknown dhcp peerdns value ${text}`)
}

function parseIp(element: XmlElement): InterfaceIp {
  const text = nonEmpty(element, 'prefix')
  const prefix = text === undefined ? 0n : parseInteger(text, { min: -(2n ** 31n), max: 2n ** 31n - 1n, base: 10 })
  if (prefix === undefined) throw refuseAt(element, 'Invalid ip address prefix value')
  return { address: nonEmpty(element, 'address'), prefix: Number(prefix) }
}

export function formatInterfaceProtocol(writer: XmlWriter, protocol: InterfaceProtocol): void {
  writer.element('protocol', { family: protocol.family }, () => {
    if (protocol.autoconf) writer.element('autoconf')
    if (protocol.dhcp) {
      const { peerDns } = protocol.dhcp
      writer.element('dhcp', { peerdns: peerDns === undefined ? undefined : peerDns ? 'yes' : 'no' })
    }
    for (const { address, prefix } of protocol.ips) {
      writer.element('ip', { address, prefix: prefix === 0 ? undefined : prefix })
    }
    if (protocol.gateway !== undefined) writer.element('route', { gateway: protocol.gateway })
  })
}
