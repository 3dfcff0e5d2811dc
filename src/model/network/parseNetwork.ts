// Reads a network's document with libvirt's refusals.
import { LibvirtError } from '../../api/LibvirtError.js'
import { generateUuid } from '../generateUuid.js'
import type { Random } from '../Random.js'
import { parseInteger } from '../xml/parseInteger.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parseBandwidth } from './Bandwidth.js'
import { checkForwardMode } from './checkForwardMode.js'
import { formatIpAddress, networkOf, sameIpAddress } from './IpAddress.js'
import { parseIsolatedPort } from './isolatedPort.js'
import { isMulticastMac, parseMacAddress } from './macAddress.js'
import { dnsmasqNamespace, macTableManagers, type Network, type NetworkBridge, type NetworkDomain } from './Network.js'
import { emptyDns, parseNetworkDns } from './NetworkDns.js'
import { parseNetworkForward } from './NetworkForward.js'
import { ipSubnet, parseNetworkIp } from './NetworkIp.js'
import { parsePortGroup } from './PortGroup.js'
import { parseRoute } from './Route.js'
import { parseVirtualPort, type VirtualPort } from './VirtualPort.js'
import { parseVlan } from './Vlan.js'

/**
 * The network a document describes.
 * @param random makes the UUID of a network that has none yet
 * @throws LibvirtError NO_NAME, XML_ERROR, XML_DETAIL, INTERNAL_ERROR, SYSTEM_ERROR
 */
export function parseNetwork(text: string, random: Pick<Random, 'bytes'>): Network {
  return parseNetworkElement(parseXmlRoot(text, '(network_definition)', 'network'), random)
}

/** The network an element describes, as in status files. @throws as `parseNetwork` */
export function parseNetworkElement(root: XmlElement, random: Pick<Random, 'bytes'>): Network {
  const name = parseName(root)
  const uuid = parseNetworkUuid(root) ?? generateUuid(random)
  const bandwidth = root.child('bandwidth')
  const vlan = root.child('vlan')
  const dns = root.child('dns')
  const virtualPort = root.child('virtualport')
  const forward = isolated(root.child('forward'))
  const network: Network = {
    name,
    uuid,
    title: parseTitle(root),
    description: childText(root, 'description'),
    metadata: root.child('metadata'),
    ipv6WithoutGateway: parseIpv6(root, name),
    trustGuestRxFilters: yesNo(root, 'trustGuestRxFilters'),
    domain: parseDomain(root.child('domain')),
    bandwidth: bandwidth && parseBandwidth(bandwidth, false),
    vlan: vlan && parseVlan(vlan),
    isolatedPort: parseIsolatedPort(root),
    bridge: parseBridge(root.child('bridge'), root, name),
    mac: parseMac(root, name),
    mtu: parseMtu(root, name),
    dns: dns ? parseNetworkDns(dns, name) : emptyDns,
    virtualPort: virtualPort && parseTypedPort(virtualPort),
    portGroups: root.elements('portgroup').map(parsePortGroup),
    ips: root.elements('ip').map(ip => parseNetworkIp(ip, name)),
    routes: root.elements('route').map(route => parseRoute(route, name)),
    forward: forward && parseNetworkForward(forward, name),
    dnsmasqOptions: parseDnsmasqOptions(root),
  }
  checkGateways(root, network)
  checkForwardMode(network, root)
  return network
}

/** Only a port group may leave the type to the others that it completes. */
function parseTypedPort(element: XmlElement): VirtualPort {
  if (element.attribute('type') === undefined) throw refuseAt(element, 'missing required virtualport type')
  return parseVirtualPort(element)
}

/** Gateways of routes have to be in one of the network's own subnets. */
function checkGateways(root: XmlElement, { name, ips, routes }: Network): void {
  const subnets = ips.flatMap(ip => ipSubnet(ip) ?? [])
  for (const { gateway } of routes) {
    const reached = subnets.some(({ address, prefix }) =>
      sameIpAddress(networkOf(address, prefix), networkOf(gateway, prefix)),
    )
    if (reached) continue
    const what = `unreachable static route gateway '${formatIpAddress(gateway)}' specified for network '${name}'`
    throw refuseAt(root, what, 'CONFIG_UNSUPPORTED')
  }
}

/** `<forward mode='none'>` says what its absence says. */
function isolated(forward: XmlElement | undefined): XmlElement | undefined {
  return forward?.attribute('mode') === 'none' ? undefined : forward
}

function parseName(root: XmlElement): string {
  const name = childText(root, 'name')
  if (name === undefined) throw new LibvirtError('NO_NAME')
  if (name.includes('/')) throw refuseAt(root, 'invalid char in name: /', 'XML_DETAIL')
  return name
}

function parseTitle(root: XmlElement): string | undefined {
  const title = childText(root, 'title')
  if (title?.includes('\n')) throw refuseAt(root, "Network title can't contain newlines")
  return title
}

function parseNetworkUuid(root: XmlElement): string | undefined {
  const text = childText(root, 'uuid')
  const uuid = text === undefined ? undefined : parseUuid(text)
  if (text !== undefined && uuid === undefined) throw refuseAt(root, 'malformed uuid element', 'INTERNAL_ERROR')
  return uuid
}

function parseIpv6(root: XmlElement, name: string): boolean {
  const text = nonEmpty(root, 'ipv6') ?? 'no'
  if (text !== 'yes' && text !== 'no') {
    throw refuseAt(root, `Invalid ipv6 setting '${text}' in network '${name}'`)
  }
  return text === 'yes'
}

function parseDomain(element: XmlElement | undefined): NetworkDomain | undefined {
  const name = nonEmpty(element, 'name')
  if (!element || name === undefined) return undefined
  return { name, localOnly: yesNo(element, 'localOnly'), register: yesNo(element, 'register') }
}

function parseBridge(element: XmlElement | undefined, root: XmlElement, name: string): NetworkBridge {
  const delayText = nonEmpty(element, 'delay')
  const delay = parseInteger(delayText ?? '0', { min: 0n, max: 2n ** 64n - 1n, base: 10 })
  if (delay === undefined) throw refuseAt(element ?? root, `Invalid delay value in network '${name}'`)
  const managerText = nonEmpty(element, 'macTableManager')
  const macTableManager = oneOf(managerText, macTableManagers)
  if (managerText !== undefined && macTableManager === undefined) {
    throw refuseAt(element ?? root, `Invalid macTableManager setting '${managerText}' in network '${name}'`)
  }
  return {
    name: nonEmpty(element, 'name'),
    zone: nonEmpty(element, 'zone'),
    stp: element?.attribute('stp') !== 'off',
    delay,
    macTableManager,
  }
}

function parseMac(root: XmlElement, name: string): string | undefined {
  const text = nonEmpty(root.child('mac'), 'address')
  if (text === undefined) return undefined
  const mac = parseMacAddress(text)
  if (mac === undefined) throw refuseAt(root, `Invalid bridge mac address '${text}' in network '${name}'`)
  if (isMulticastMac(mac)) {
    throw refuseAt(root, `Invalid multicast bridge mac address '${text}' in network '${name}'`)
  }
  return mac
}

function parseMtu(root: XmlElement, name: string): number | undefined {
  const text = nonEmpty(root.child('mtu'), 'size')
  if (text === undefined) return undefined
  const mtu = parseInteger(text, { min: 0n, max: 0xffffffffn, base: 10 })
  if (mtu === undefined) throw refuseAt(root, `Invalid mtu size '${text}' in network '${name}'`)
  return Number(mtu) || undefined
}

function parseDnsmasqOptions(root: XmlElement): string[] {
  const ours = (element: XmlElement, name: string) =>
    element.namespace === dnsmasqNamespace && element.localName === name
  const blocks = root.elements().filter(element => ours(element, 'options'))
  return blocks.flatMap(block =>
    block
      .elements()
      .filter(element => ours(element, 'option'))
      .map(element => {
        const value = element.attribute('value')
        if (value === undefined) throw refuseAt(element, 'No dnsmasq options value specified')
        return value
      }),
  )
}
