// Writes a network's document the way libvirt does.
import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatBandwidth } from './Bandwidth.js'
import { formatIsolatedPort } from './isolatedPort.js'
import { dnsmasqNamespace, forwardMode, type Network } from './Network.js'
import { formatNetworkDns } from './NetworkDns.js'
import { formatNetworkForward } from './NetworkForward.js'
import { formatNetworkIp } from './NetworkIp.js'
import { formatPortGroup } from './PortGroup.js'
import { formatRoute } from './Route.js'
import { formatVirtualPort } from './VirtualPort.js'
import { formatVlan } from './Vlan.js'

/** What only an active network has to show. */
export interface NetworkStatus {
  /** Guests' interfaces that are connected, 0 is not shown. */
  readonly connections?: number
}

/** The document of a network, as `virsh net-dumpxml` shows it. */
export function formatNetwork(network: Network, status: NetworkStatus = {}): string {
  const writer = new XmlWriter()
  formatNetworkElement(writer, network, status)
  return writer.toString()
}

/** Writes the network as part of another document. */
export function formatNetworkElement(writer: XmlWriter, network: Network, { connections }: NetworkStatus = {}): void {
  const attributes = {
    'xmlns:dnsmasq': network.dnsmasqOptions.length > 0 ? dnsmasqNamespace : undefined,
    connections: connections || undefined,
    ipv6: network.ipv6WithoutGateway ? 'yes' : undefined,
    trustGuestRxFilters: formatYesNo(network.trustGuestRxFilters),
  }
  writer.element('network', attributes, () => {
    writer.text('name', network.name).text('uuid', network.uuid)
    writer.text('title', network.title).text('description', network.description)
    if (network.metadata) writer.tree(network.metadata)
    formatNetworkForward(writer, network.forward)
    formatBridge(writer, network)
    if (network.mtu !== undefined) writer.element('mtu', { size: network.mtu })
    if (network.mac !== undefined) writer.element('mac', { address: network.mac })
    formatDomain(writer, network)
    formatNetworkDns(writer, network.dns)
    formatVlan(writer, network.vlan)
    formatBandwidth(writer, network.bandwidth)
    formatIsolatedPort(writer, network.isolatedPort)
    for (const ip of network.ips) formatNetworkIp(writer, ip)
    for (const route of network.routes) formatRoute(writer, route)
    formatVirtualPort(writer, network.virtualPort)
    for (const group of network.portGroups) formatPortGroup(writer, group)
    if (network.dnsmasqOptions.length > 0) {
      writer.element('dnsmasq:options', {}, () => {
        for (const value of network.dnsmasqOptions) writer.element('dnsmasq:option', { value })
      })
    }
  })
}

/** Modes whose bridge is made by us, so that its settings are ours to show. */
const ownBridge = ['none', 'nat', 'route', 'open']

function formatBridge(writer: XmlWriter, network: Network): void {
  const { name, zone, stp, delay, macTableManager } = network.bridge
  const own = ownBridge.includes(forwardMode(network))
  if (!own && name === undefined && zone === undefined && macTableManager === undefined) return
  const settings = own ? { stp: stp ? 'on' : 'off', delay } : {}
  writer.element('bridge', { name, zone, ...settings, macTableManager })
}

function formatDomain(writer: XmlWriter, { domain }: Network): void {
  if (!domain) return
  const flags = { localOnly: formatYesNo(domain.localOnly), register: formatYesNo(domain.register) }
  writer.element('domain', { name: domain.name, ...flags })
}
