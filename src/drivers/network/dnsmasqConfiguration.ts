// Makes dnsmasq's configuration and its two tables of hosts from a network. Writing them and running it is the driver's part.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { DhcpHost, DhcpLease } from '../../model/network/dhcp.js'
import { formatIpAddress } from '../../model/network/IpAddress.js'
import { ipRangeSize } from '../../model/network/ipRange.js'
import { forwardMode, type Network } from '../../model/network/Network.js'
import type { DnsSrv, NetworkDns } from '../../model/network/NetworkDns.js'
import { ipPrefix, type NetworkIp, netmaskOf } from '../../model/network/NetworkIp.js'
import { escapeXml } from '../../model/xml/XmlWriter.js'
import { reverseDomain } from './reverseDomain.js'

/** Where a network's dnsmasq finds its files. */
export interface DnsmasqPaths {
  /** Folder of the tables, e.g. `/var/lib/libvirt/dnsmasq`. */
  readonly directory: string
  readonly pidFile?: string | undefined
}

export interface DnsmasqConfiguration {
  /** Text for `--conf-file`. */
  readonly conf: string
  /** Fixed addresses, undefined when there are none. */
  readonly hosts: string | undefined
  /** Names and their addresses. */
  readonly additionalHosts: string
}

/** Paths of the tables. Quotes in a network's name are spelled as in XML, since libvirt always did so. */
export function dnsmasqTables(network: Pick<Network, 'name'>, directory: string) {
  const path = (suffix: string) => `${directory}/${escapeXml(network.name)}.${suffix}`
  return { hosts: path('hostsfile'), additionalHosts: path('addnhosts') }
}

/** True when the network needs a dnsmasq at all: it has addresses, and serves names, addresses or files. */
export function needsDnsmasq(network: Network): boolean {
  const serves = network.ips.some(ip => servesDhcp(ip) || ip.tftpRoot !== undefined)
  return network.ips.length > 0 && (serves || network.dns.enable !== false)
}

const servesDhcp = (ip: NetworkIp) => ip.dhcp.ranges.length > 0 || ip.dhcp.hosts.length > 0

/**
 * @throws LibvirtError CONFIG_UNSUPPORTED when there are two DHCP servers of a family, for a prefix that is no domain, and for
 *   values with line breaks, which would become lines of their own.
 */
export function dnsmasqConfiguration(network: Network, paths: DnsmasqPaths): DnsmasqConfiguration {
  const { dns, mtu } = network
  const names = dns.enable !== false
  const served = ([4, 6] as const).flatMap(family => onlyDhcp(network, family) ?? [])
  const leases = served.flatMap(ip => ip.dhcp.ranges).reduce((sum, { start, end }) => sum + ipRangeSize(start, end), 0)
  const tables = dnsmasqTables(network, paths.directory)
  const lines = [
    ...heading(network),
    'strict-order',
    ...(names ? forwarderLines(dns) : ['port=0']),
    ...domainLines(network),
    ...(names ? nameLines(network) : []),
    ...(paths.pidFile === undefined ? [] : [`pid-file=${paths.pidFile}`]),
    'except-interface=lo',
    // Only with bind-dynamic and interface are queries refused that come in elsewhere (CVE-2012-3411).
    'bind-dynamic',
    `interface=${network.bridge.name ?? ''}`,
    ...isolationLines(network),
    ...(names ? recordLines(dns) : []),
    ...tftpLines(network),
    ...served.flatMap(dhcpLines),
    ...(leases > 0 ? [`dhcp-lease-max=${leases}`] : []),
    // Both tables are named even when they are empty, so that entries can be added while dnsmasq runs.
    ...(served.length > 0 ? [`dhcp-hostsfile=${tables.hosts}`] : []),
    ...(names ? [`addn-hosts=${tables.additionalHosts}`] : []),
    ...(mtu === undefined ? [] : [`dhcp-option=option:mtu,${mtu}`]),
    ...advertisementLines(network),
    ...network.dnsmasqOptions,
  ]
  const hosts = served.flatMap(ip => ip.dhcp.hosts.map(host => hostLine(host, ip.address?.family ?? 4)))
  return { conf: text(lines), hosts: text(hosts) || undefined, additionalHosts: text(hostNames(dns)) }
}

function text(lines: readonly string[]): string {
  const broken = lines.find(line => /[\r\n]/.test(line))
  if (broken === undefined) return lines.map(line => `${line}\n`).join('')
  throw new LibvirtError(
    'CONFIG_UNSUPPORTED',
    `a line break in ${JSON.stringify(broken)}, which dnsmasq cannot be told`,
  )
}

function heading({ name }: Network): string[] {
  return [
    '##WARNING:  THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE',
    '##OVERWRITTEN AND LOST.  Changes to this configuration should be made using:',
    `##    virsh net-edit ${name}`,
    '## or other application using the libvirt API.',
    '##',
    '## dnsmasq conf file created by libvirt',
  ]
}

/** A server for everything makes the host's own servers superfluous. */
function forwarderLines({ forwarders }: NetworkDns): string[] {
  const servers = forwarders.map(({ domain, address }) => {
    const scope = domain === undefined ? '' : `/${domain}/`
    return `server=${scope}${address ? formatIpAddress(address) : '#'}`
  })
  const forAll = forwarders.some(({ domain, address }) => address && domain === undefined)
  return forAll ? [...servers, 'no-resolv'] : servers
}

function domainLines({ domain }: Network): string[] {
  if (!domain) return []
  return [...(domain.localOnly ? [`local=/${domain.name}/`] : []), `domain=${domain.name}`, 'expand-hosts']
}

function nameLines({ ips, dns }: Network): string[] {
  const reverse = ips.filter(ip => ip.localPtr).map(ip => `local=/${reverseDomain(ip)}/`)
  return dns.forwardPlainNames === false ? [...reverse, 'domain-needed', 'local=//'] : reverse
}

/** Guests of an isolated network get no route out, and their questions are not passed on either. */
function isolationLines(network: Network): string[] {
  return forwardMode(network) === 'none' ? ['dhcp-option=3', 'no-resolv', 'ra-param=*,0,0'] : []
}

function recordLines({ txts, srvs }: NetworkDns): string[] {
  return [...txts.map(({ name = '', value = '' }) => `txt-record=${name},${value}`), ...srvs.map(srvLine)]
}

/** Port, priority and weight are told apart by place, so one that is missing before a given one has its default. */
function srvLine({ service = '', protocol = '', domain, target, port, priority, weight }: DnsSrv): string {
  const name = `srv-host=_${service}._${protocol}${domain === undefined ? '' : `.${domain}`}`
  // RFC 2782: the target `.` says that the service is not to be had.
  if (target === undefined || target === '.') return name
  const numbers = weight ? [port || 1, priority, weight] : priority ? [port || 1, priority] : port ? [port] : []
  return [name, target, ...numbers].join(',')
}

function tftpLines({ ips }: Network): string[] {
  const roots = ips.flatMap(ip => (ip.address?.family === 4 && ip.tftpRoot !== undefined ? [ip.tftpRoot] : []))
  return roots.length > 0 ? ['enable-tftp', ...roots.map(root => `tftp-root=${root}`)] : []
}

function onlyDhcp(network: Network, family: 4 | 6): NetworkIp | undefined {
  const [ip, other] = network.ips.filter(each => each.address?.family === family && servesDhcp(each))
  if (other) {
    const detail = `For IPv${family}, multiple DHCP definitions cannot be specified.`
    throw new LibvirtError('CONFIG_UNSUPPORTED', detail)
  }
  return ip
}

function dhcpLines(ip: NetworkIp): string[] {
  const { ranges, hosts, boot } = ip.dhcp
  const prefix = ipPrefix(ip)
  const { address } = ip
  if (!address || prefix === undefined) return []
  const width = address.family === 6 ? String(prefix) : formatIpAddress(netmaskOf(prefix))
  const lines = ranges.map(({ start, end, lease }) => {
    return `dhcp-range=${[formatIpAddress(start), formatIpAddress(end), width, ...leaseTime(lease)].join(',')}`
  })
  if (ranges.length === 0 && hosts.length > 0) {
    lines.push(`dhcp-range=${formatIpAddress(address)},static${address.family === 6 ? `,${prefix}` : ''}`)
  }
  if (address.family === 6) return lines
  lines.push('dhcp-no-override', 'dhcp-authoritative')
  if (boot) lines.push(`dhcp-boot=${boot.file}${boot.server ? `,,${formatIpAddress(boot.server)}` : ''}`)
  return lines
}

function leaseTime(lease: DhcpLease | undefined): string[] {
  if (!lease) return []
  return [lease.expiry === 0n ? 'infinite' : `${lease.expiry}${lease.unit.slice(0, 1)}`]
}

/** Router advertisements: with a DHCP server all of it, without one each network of its own. */
function advertisementLines({ ips }: Network): string[] {
  const ipv6 = ips.filter(ip => ip.address?.family === 6)
  if (ipv6.some(servesDhcp)) return ['enable-ra']
  return ipv6.flatMap(({ address }) => (address ? [`dhcp-range=${formatIpAddress(address)},ra-only`] : []))
}

function hostLine({ mac, id, name, ip, lease }: DhcpHost, family: 4 | 6): string {
  const address = ip ? formatIpAddress(ip) : ''
  const parts =
    family === 6
      ? [id === undefined ? undefined : `id:${id}`, name, `[${address}]`]
      : mac === undefined
        ? [name, address]
        : [mac, address, name]
  return [...parts.filter(part => part !== undefined), ...leaseTime(lease)].join(',')
}

/** Lines of address and names, separated by tabs. */
function hostNames({ hosts }: NetworkDns): string[] {
  return hosts.map(({ ip, names }) => [ip ? formatIpAddress(ip) : '', ...names].join('\t'))
}
