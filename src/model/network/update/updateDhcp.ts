// Changes the hosts and ranges of a network's DHCP server.
import { type DhcpHost, parseDhcpHost, parseDhcpRange } from '../dhcp.js'
import { formatIpAddress, sameIpAddress } from '../IpAddress.js'
import { parseMacAddress } from '../macAddress.js'
import type { Network } from '../Network.js'
import { ipSubnet, type NetworkIp } from '../NetworkIp.js'
import { changeList, expectElement, invalidUpdate, isAdd, type NetworkUpdate, refuseModify } from './NetworkUpdate.js'

/** @throws LibvirtError XML_ERROR, OPERATION_INVALID */
export function updateDhcpHost(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'host')
  const at = chosenIp(update)
  const ip = at.ip
  const family = ip.address?.family ?? 4
  const host = parseDhcpHost(element, network.name, family, command === 'delete')
  if (command !== 'delete' && host.ip?.family !== family) {
    const what = "the address family of a host entry IP must match the address family of the dhcp element's parent"
    throw invalidUpdate(what)
  }
  const { hosts } = ip.dhcp
  const index =
    command === 'delete' ? hosts.findIndex(old => agrees(host, old)) : hosts.findIndex(old => clashes(host, old))
  const { mac = 'unknown', name = '(null)' } = host
  const shown = host.ip ? formatIpAddress(host.ip) : 'unknown'
  if (isAdd(command)) {
    refuseOtherDhcp(network, ip)
    if (index >= 0) {
      const entry = `"<host mac='${mac}' name='${name}' ip='${shown}'/>"`
      throw invalidUpdate(`there is an existing dhcp host entry in network '${network.name}' that matches ${entry}`)
    }
  } else if (index < 0) {
    if (command === 'delete')
      throw invalidUpdate(`couldn't locate a matching dhcp host entry in network '${network.name}'`)
    const entry = `"mac='${mac}'" "name='${name}'" "ip='${shown}'"`
    throw invalidUpdate(`couldn't locate an existing dhcp host entry with ${entry} in network '${network.name}'`)
  }
  return withDhcp(network, at, { hosts: changeList(hosts, command, host, index) })
}

const sameMac = (left: string | undefined, right: string | undefined) =>
  left !== undefined && right !== undefined && parseMacAddress(left) === parseMacAddress(right)

/** Two hosts cannot share an address, a MAC address or a name. */
function clashes(host: DhcpHost, old: DhcpHost): boolean {
  return (
    sameMac(host.mac, old.mac) ||
    (host.ip !== undefined && sameIpAddress(host.ip, old.ip)) ||
    (host.name !== undefined && host.name === old.name)
  )
}

/** Everything that was given agrees. */
function agrees(host: DhcpHost, old: DhcpHost): boolean {
  return (
    (host.mac === undefined || old.mac === undefined || sameMac(host.mac, old.mac)) &&
    (host.name === undefined || host.name === old.name) &&
    (host.ip === undefined || sameIpAddress(host.ip, old.ip))
  )
}

/** @throws LibvirtError XML_ERROR, INTERNAL_ERROR, OPERATION_INVALID, OPERATION_UNSUPPORTED */
export function updateDhcpRange(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'range')
  const at = chosenIp(update)
  refuseModify(command, 'dhcp ranges')
  const subnet = ipSubnet(at.ip)
  if (!subnet) throw invalidUpdate(`network '${network.name}' has no address to hold a dhcp range`)
  const range = parseDhcpRange(element, network.name, subnet)
  const { ranges } = at.ip.dhcp
  const index = ranges.findIndex(old => sameIpAddress(range.start, old.start) && sameIpAddress(range.end, old.end))
  if (isAdd(command)) {
    refuseOtherDhcp(network, at.ip)
    if (index >= 0) {
      const entry = `"<range start='${formatIpAddress(range.start)}' end='${formatIpAddress(range.end)}'/>"`
      throw invalidUpdate(`there is an existing dhcp range entry in network '${network.name}' that matches ${entry}`)
    }
  } else if (index < 0) {
    throw invalidUpdate(`couldn't locate a matching dhcp range entry in network '${network.name}'`)
  }
  return withDhcp(network, at, { ranges: changeList(ranges, command, range, index) })
}

interface ChosenIp {
  readonly ip: NetworkIp
  readonly index: number
}

const servesDhcp = (ip: NetworkIp) => ip.dhcp.ranges.length > 0 || ip.dhcp.hosts.length > 0

/** The address whose DHCP server is changed: by index, or the one that has a server, or the first IPv4, or the first IPv6. */
function chosenIp({ network, parentIndex }: NetworkUpdate): ChosenIp {
  const { ips, name } = network
  const first = (test: (ip: NetworkIp) => boolean) => {
    const index = ips.findIndex(test)
    return index < 0 ? undefined : index
  }
  const byFamily = (family: 4 | 6) => first(ip => ip.address?.family === family)
  const index = parentIndex >= 0 ? parentIndex : (first(servesDhcp) ?? byFamily(4) ?? byFamily(6))
  const ip = index === undefined ? undefined : ips[index]
  if (ip && index !== undefined) return { ip, index }
  const where = parentIndex >= 0 ? `at index ${parentIndex} in network` : 'in network'
  throw invalidUpdate(`couldn't update dhcp host entry - no <ip> element found ${where} '${name}'`)
}

function refuseOtherDhcp(network: Network, ip: NetworkIp): void {
  const family = ip.address?.family
  if (network.ips.some(other => other !== ip && other.address?.family === family && servesDhcp(other))) {
    const version = family === 6 ? 'IPv6' : 'IPv4'
    throw invalidUpdate(`dhcp is supported only for a single ${version} address on each network`)
  }
}

function withDhcp(network: Network, { ip, index }: ChosenIp, change: Partial<NetworkIp['dhcp']>): Network {
  const changed = { ...ip, dhcp: { ...ip.dhcp, ...change } }
  return { ...network, ips: network.ips.map((old, at) => (at === index ? changed : old)) }
}
