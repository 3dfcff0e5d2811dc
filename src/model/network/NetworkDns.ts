// Owns <dns>: what the network's name server answers by itself and where it asks.
import { parseInteger } from '../xml/parseInteger.js'
import { formatYesNo, nonEmpty, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatIpAddress, type IpAddress, parseIpAddress } from './IpAddress.js'

/** Server to ask, for one domain or for all; a domain without a server is not forwarded at all. */
export interface DnsForwarder {
  readonly domain?: string | undefined
  readonly address?: IpAddress | undefined
}
/** One of address and names may be missing only where a record is searched for. */
export interface DnsHost {
  readonly ip?: IpAddress | undefined
  readonly names: readonly string[]
}
/** Name and value may be missing only where a record is searched for. */
export interface DnsTxt {
  readonly name?: string | undefined
  readonly value?: string | undefined
}
/** Service and protocol may be missing only where a record is searched for. A 0 stands for a number that was not given. */
export interface DnsSrv {
  readonly service?: string | undefined
  readonly protocol?: string | undefined
  readonly domain?: string | undefined
  readonly target?: string | undefined
  readonly port: number
  readonly priority: number
  readonly weight: number
}

export interface NetworkDns {
  readonly enable?: boolean | undefined
  /** Names without a dot are asked of other servers. */
  readonly forwardPlainNames?: boolean | undefined
  readonly forwarders: readonly DnsForwarder[]
  readonly txts: readonly DnsTxt[]
  readonly srvs: readonly DnsSrv[]
  readonly hosts: readonly DnsHost[]
}

/** No `<dns>` at all. */
export const emptyDns: NetworkDns = { forwarders: [], txts: [], srvs: [], hosts: [] }

/** Longest service name: what fits a DNS message with everything else in it. */
const longestService = 512 - 30 - 6

/** @throws LibvirtError XML_ERROR, XML_DETAIL */
export function parseNetworkDns(element: XmlElement, network: string): NetworkDns {
  const dns = {
    enable: yesNo(element, 'enable'),
    forwardPlainNames: yesNo(element, 'forwardPlainNames'),
    forwarders: element.elements('forwarder').map(child => parseForwarder(child, network)),
    hosts: element.elements('host').map(child => parseDnsHost(child, network)),
    srvs: element.elements('srv').map(child => parseDnsSrv(child, network)),
    txts: element.elements('txt').map(child => parseDnsTxt(child, network)),
  }
  const { enable, forwarders, hosts, srvs, txts } = dns
  if (enable === false && [forwarders, hosts, srvs, txts].some(records => records.length > 0)) {
    throw refuseAt(element, `Extra data in disabled network '${network}'`)
  }
  return dns
}

function parseForwarder(element: XmlElement, network: string): DnsForwarder {
  const text = element.attribute('addr')
  const address = text === undefined ? undefined : parseIpAddress(text)
  if (text !== undefined && !address) {
    throw refuseAt(element, `Invalid forwarder IP address '${text}' in network '${network}'`)
  }
  const domain = element.attribute('domain')
  if (!address && domain === undefined) {
    throw refuseAt(element, 'Invalid forwarder element, must contain at least one of addr or domain')
  }
  return { domain, address }
}

/** @param partial parts may be missing, since the record is only searched for */
export function parseDnsHost(element: XmlElement, network: string, partial = false): DnsHost {
  const where = `in network '${network}' DNS HOST record`
  const refuse = (detail: string) => refuseAt(element, `${detail} ${where}`, 'XML_DETAIL')
  const names = element.elements('hostname').map(child => child.text)
  if (names.includes('') || (names.length === 0 && !partial)) throw refuse('Missing hostname')
  const text = element.attribute('ip')
  if (text === undefined && !partial) throw refuse('Missing IP address')
  const ip = text === undefined ? undefined : parseIpAddress(text)
  if (text !== undefined && !ip) throw refuse('Invalid IP address')
  if (names.length === 0 && !ip) throw refuse('Missing ip and hostname')
  return { ip, names }
}

/** @param partial as for `parseDnsHost` */
export function parseDnsTxt(element: XmlElement, network: string, partial = false): DnsTxt {
  const name = element.attribute('name')
  const value = element.attribute('value')
  const refuse = (detail: string) => refuseAt(element, `${detail} of network ${network}`, 'XML_DETAIL')
  if (name === undefined) throw refuse('missing required name attribute in DNS TXT record')
  if (/[ ,]/.test(name)) throw refuse(`prohibited character in DNS TXT record name '${name}'`)
  if (value === undefined && !partial) {
    throw refuse(`missing required value attribute in DNS TXT record named '${name}'`)
  }
  return { name, value }
}

/** @param partial as for `parseDnsHost` */
export function parseDnsSrv(element: XmlElement, network: string, partial = false): DnsSrv {
  const service = parseSrvService(element, network, partial)
  const protocol = parseSrvProtocol(element, service, network, partial)
  const target = element.attribute('target')
  const numbers = parseSrvNumbers(element, service, network, target)
  return { service, protocol, domain: element.attribute('domain'), target, ...numbers }
}

function parseSrvService(element: XmlElement, network: string, partial: boolean): string | undefined {
  const service = element.attribute('service')
  const refuse = (detail: string) => refuseAt(element, detail, 'XML_DETAIL')
  if (service === undefined) {
    if (partial) return undefined
    throw refuse(`missing required service attribute in DNS SRV record of network '${network}'`)
  }
  const named = `service attribute '${service}' in`
  if (Buffer.byteLength(service) > longestService) {
    throw refuse(`${named} network '${network}' is too long, limit is ${longestService} bytes`)
  }
  if (!/^[\w+/*-]*$/.test(service)) throw refuse(`invalid character in ${named} DNS SRV record of network '${network}'`)
  return service
}

function parseSrvProtocol(element: XmlElement, service: string | undefined, network: string, partial: boolean) {
  const protocol = element.attribute('protocol')
  const refuse = (detail: string) => refuseAt(element, detail, 'XML_DETAIL')
  if (protocol === undefined) {
    const record = `DNS SRV record '${service ?? '(null)'}' of network '${network}'`
    if (!partial) throw refuse(`missing required protocol attribute in ${record}`)
  } else if (!/^[a-zA-Z0-9+/-]*$/.test(protocol)) {
    const record = `DNS SRV record of network '${network}'`
    throw refuse(`invalid character in protocol attribute '${protocol}' in ${record}`)
  }
  return protocol
}

function parseSrvNumbers(element: XmlElement, service: string | undefined, network: string, target?: string) {
  const record = `service '${service ?? '(null)'}' in network '${network}'`
  const refuse = (detail: string) => refuseAt(element, detail, 'XML_DETAIL')
  const number = (name: 'port' | 'priority' | 'weight', least: bigint) => {
    const text = nonEmpty(element, name)
    if (text === undefined) return 0
    const value = parseInteger(text, { min: 0n, max: 0xffffffffn, base: 10 })
    if (value !== undefined && target === undefined) {
      throw refuse(`DNS SRV ${name} attribute not permitted without target for ${record}`)
    }
    if (value === undefined || value < least || value > 65535n) {
      throw refuse(`${name === 'priority' ? 'Invalid' : 'invalid'} DNS SRV ${name} attribute for ${record}`)
    }
    return Number(value)
  }
  return { port: number('port', 1n), priority: number('priority', 0n), weight: number('weight', 0n) }
}

/** Writes nothing when the document said nothing. */
export function formatNetworkDns(writer: XmlWriter, dns: NetworkDns): void {
  const attributes = { enable: formatYesNo(dns.enable), forwardPlainNames: formatYesNo(dns.forwardPlainNames) }
  writer.elementIfAny('dns', attributes, () => {
    for (const { domain, address } of dns.forwarders) {
      writer.element('forwarder', { domain, addr: address && formatIpAddress(address) })
    }
    for (const { name, value } of dns.txts) writer.element('txt', { name, value })
    for (const srv of dns.srvs) formatSrv(writer, srv)
    for (const { ip, names } of dns.hosts) {
      writer.element('host', { ip: ip && formatIpAddress(ip) }, () =>
        names.forEach(name => writer.text('hostname', name)),
      )
    }
  })
}

function formatSrv(writer: XmlWriter, { service, protocol, domain, target, port, priority, weight }: DnsSrv): void {
  const numbers = { port: port || undefined, priority: priority || undefined, weight: weight || undefined }
  writer.element('srv', { service, protocol, domain, target, ...numbers })
}
