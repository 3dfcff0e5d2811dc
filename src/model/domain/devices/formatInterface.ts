// Writes `<interface>`.
import { formatBandwidth } from '../../network/Bandwidth.js'
import { formatIsolatedPort } from '../../network/isolatedPort.js'
import { formatRoute } from '../../network/Route.js'
import { formatVirtualPort } from '../../network/VirtualPort.js'
import { formatVlan } from '../../network/Vlan.js'
import { formatYesNo } from '../../xml/read.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { formatDeviceInfo } from './deviceInfo.js'
import {
  type ActualConnection,
  guestOffloads,
  hostOffloads,
  type Interface,
  interfaceBackend,
  type InterfaceConnection,
  interfaceDriver,
  interfaceIp,
  type InterfaceIpInfo,
  interfaceMac,
  interfaceTarget,
  portForwardHead,
  portRange,
} from './interface.js'
import { formatInterfaceConnection } from './interfaceConnection.js'
import { teaming } from './teaming.js'

function formatIpInfo(writer: XmlWriter, info: InterfaceIpInfo): void {
  for (const ip of info.ips) writer.element('ip', interfaceIp.format(ip))
  for (const route of info.routes) formatRoute(writer, route)
}

type Plug = Pick<ActualConnection, 'virtualPort' | 'bandwidth' | 'vlan' | 'isolatedPort'>

function formatPlug(writer: XmlWriter, plug: Plug): void {
  formatVlan(writer, plug.vlan)
  formatVirtualPort(writer, plug.virtualPort)
  formatBandwidth(writer, plug.bandwidth)
  formatIsolatedPort(writer, plug.isolatedPort)
}

function formatDriver(writer: XmlWriter, net: Interface): void {
  const { driver } = net
  const attributes = interfaceDriver.format({
    ...driver,
    rx_queue_size: driver?.rx_queue_size || undefined,
    tx_queue_size: driver?.tx_queue_size || undefined,
  })
  writer.elementIfAny('driver', attributes, () => {
    writer.elementIfAny('host', hostOffloads.format(net.hostOffloads))
    writer.elementIfAny('guest', guestOffloads.format(net.guestOffloads))
  })
}

function formatActual(writer: XmlWriter, actual: ActualConnection, options: FormatOptions): void {
  const { connection } = actual
  const attributes = {
    type: connection.type,
    managed: connection.type === 'hostdev' && connection.managed ? 'yes' : undefined,
    trustGuestRxFilters: formatYesNo(actual.trustGuestRxFilters),
  }
  writer.element('actual', attributes, () => {
    if (actual.driver) writer.elementIfAny('driver', { name: actual.driver.name, model: actual.driver.model })
    formatActualSource(writer, connection, options)
    if (actual.classId) writer.element('class', { id: actual.classId })
    formatPlug(writer, actual)
  })
}

function formatActualSource(writer: XmlWriter, connection: InterfaceConnection, options: FormatOptions): void {
  if (connection.type === 'network') writer.elementIfAny('source', { bridge: connection.bridge })
  else formatInterfaceConnection(writer, connection, options, () => {})
}

/**
 * What the document shows: a running guest's connection is the actual one, with the network's name kept; definitions
 * and status files show what was configured.
 */
function shownConnection(
  net: Interface,
  options: FormatOptions,
): { connection: InterfaceConnection; plug: Interface | ActualConnection } {
  const { actual, connection } = net
  if (actual === undefined || options.inactive || options.actualNet) return { connection, plug: net }
  if (actual.connection.type === 'network' && connection.type === 'network') {
    return { connection: { ...connection, bridge: actual.connection.bridge }, plug: actual }
  }
  if (actual.connection.type === 'bridge' && connection.type === 'network') {
    return { connection: { ...connection, bridge: actual.connection.bridge }, plug: actual }
  }
  return { connection: actual.connection, plug: actual }
}

function formatHead(writer: XmlWriter, net: Interface, options: FormatOptions): void {
  const { connection, plug } = shownConnection(net, options)
  writer.element('mac', interfaceMac.format({ address: net.mac, type: net.macType, check: net.macCheck }))
  formatInterfaceConnection(writer, connection, options, () => formatIpInfo(writer, net.hostIp))
  formatPlug(writer, plug)
  if (options.actualNet && net.actual && !options.inactive) formatActual(writer, net.actual, options)
}

function formatBack(writer: XmlWriter, net: Interface): void {
  writer.elementIfAny('backend', interfaceBackend.format(net.backend))
  if (net.filter) {
    const { filter, parameters } = net.filter
    const sorted = parameters.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    writer.element('filterref', { filter }, () => {
      for (const { name, value } of sorted) writer.element('parameter', { name, value })
    })
  }
  const { sndbuf, coalesceRxFrames } = net
  if (sndbuf !== undefined) writer.element('tune', {}, () => writer.text('sndbuf', sndbuf))
  if (net.link) writer.element('link', { state: net.link })
  if (net.mtu) writer.element('mtu', { size: net.mtu })
  if (coalesceRxFrames) {
    writer.element('coalesce', {}, () =>
      writer.element('rx', {}, () => writer.element('frames', { max: coalesceRxFrames })),
    )
  }
}

function formatPortForwards(writer: XmlWriter, net: Interface): void {
  for (const forward of net.portForwards) {
    writer.element('portForward', portForwardHead.format(forward), () => {
      for (const range of forward.ranges) writer.element('range', portRange.format(range))
    })
  }
}

export function formatInterface(writer: XmlWriter, net: Interface, options: FormatOptions): void {
  const { connection, plug } = shownConnection(net, options)
  const attributes = {
    type: connection.type,
    managed: connection.type === 'hostdev' && connection.managed ? 'yes' : undefined,
    trustGuestRxFilters: formatYesNo(plug.trustGuestRxFilters),
  }
  writer.element('interface', attributes, () => {
    formatHead(writer, net, options)
    formatIpInfo(writer, net.guestIp)
    formatPortForwards(writer, net)
    if (net.script !== undefined) writer.element('script', { path: net.script })
    if (net.downscript !== undefined) writer.element('downscript', { path: net.downscript })
    if (net.backendDomain !== undefined) writer.element('backenddomain', { name: net.backendDomain })
    writer.elementIfAny('target', interfaceTarget.format({ dev: net.target, managed: net.targetManaged }))
    if (net.guestName !== undefined || net.guestActualName !== undefined) {
      writer.element('guest', { dev: net.guestName, actual: net.guestActualName })
    }
    if (net.model !== undefined) writer.element('model', { type: net.model })
    formatDriver(writer, net)
    formatBack(writer, net)
    if (net.teaming) writer.element('teaming', teaming.format(net.teaming))
    formatDeviceInfo(writer, net.info, options, { boot: true, rom: true })
  })
}
