// Reads `<interface>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseBandwidth } from '../../network/Bandwidth.js'
import { parseIsolatedPort } from '../../network/isolatedPort.js'
import { isMulticastMac, parseMacAddress } from '../../network/macAddress.js'
import { parseRoute } from '../../network/Route.js'
import { parseVirtualPort } from '../../network/VirtualPort.js'
import { parseVlan } from '../../network/Vlan.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import { needAttribute, readAttribute, refusing } from './attributeTable.js'
import { oneOf, uint, yesNo } from './attributeTypes.js'
import { parseDeviceInfo } from './deviceInfo.js'
import {
  type ActualConnection,
  coalesceLimits,
  type FilterReference,
  guestOffloads,
  hostOffloads,
  type Interface,
  interfaceBackend,
  interfaceDriver,
  interfaceGuest,
  interfaceIp,
  type InterfaceIpInfo,
  type InterfaceType,
  interfaceMac,
  interfaceModels,
  interfaceTarget,
  interfaceTypes,
  isVirtioModel,
  type PortForward,
  portForwardHead,
  portRange,
} from './interface.js'
import { isIPv4, isIPv6 } from './ipAddress.js'
import { parseInterfaceConnection } from './interfaceConnection.js'
import { parseTeaming } from './teaming.js'

/** Host names that libvirt makes itself and gives anew at each start. */
const generatedPrefixes = ['vnet', 'macvtap', 'macvlan', 'vif']

function parseMac(element: XmlElement | undefined) {
  const { address, type, check } = interfaceMac.parse(element)
  if (address === undefined) return { macType: type, macCheck: check }
  const mac = parseMacAddress(address)
  if (mac === undefined) throw new LibvirtError('XML_ERROR', `unable to parse mac address '${address}'`)
  if (isMulticastMac(mac)) {
    throw new LibvirtError('XML_ERROR', `expected unicast mac address, found multicast '${address}'`)
  }
  return { mac, macType: type, macCheck: check }
}

/** @throws LibvirtError XML_ERROR for what is no address of its family, or no length of a prefix of it */
function parseIp(element: XmlElement): InterfaceIpInfo['ips'][number] {
  const ip = interfaceIp.parse(element)
  const { address } = ip
  if (address === undefined) throw new LibvirtError('XML_ERROR', 'Missing required address in <ip>')
  const isAddress = ip.family === undefined ? isIPv4(address) || isIPv6(address) : familyOf(ip.family)(address)
  if (!isAddress) throw new LibvirtError('XML_ERROR', `Invalid address '${address}' in <ip>`)
  if (ip.prefix !== undefined && ip.prefix > (isIPv6(address) ? 128 : 32)) {
    throw new LibvirtError('XML_ERROR', `Invalid prefix value '${ip.prefix}' in <ip>`)
  }
  return ip
}

const familyOf = (family: 'ipv4' | 'ipv6') => (family === 'ipv4' ? isIPv4 : isIPv6)

function parseIpInfo(element: XmlElement | undefined, where: string): InterfaceIpInfo {
  return {
    ips: (element?.elements('ip') ?? []).map(parseIp),
    routes: (element?.elements('route') ?? []).map(route => parseRoute(route, where)),
  }
}

/** The name as libvirt spells it, whatever the case. @throws LibvirtError for characters no option may hold */
function parseModel(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^[a-zA-Z0-9_-]*$/.test(text)) {
    throw new LibvirtError('INVALID_ARG', 'Model name contains invalid characters')
  }
  return interfaceModels.find(model => model.toLowerCase() === text.toLowerCase()) ?? text
}

function parseFilter(element: XmlElement | undefined): FilterReference | undefined {
  const filter = element?.attribute('filter')
  if (element === undefined || filter === undefined) return undefined
  const parameters = element
    .elements('parameter')
    .map(each => ({ name: each.attribute('name') ?? '', value: each.attribute('value') ?? '' }))
    .filter(({ name, value }) => /^[a-zA-Z0-9_]+$/.test(name) && /^[a-zA-Z0-9_.:-]+$/.test(value))
  return { filter, parameters }
}

function parseTarget(element: XmlElement | undefined, options: ParseOptions) {
  const { dev, managed } = interfaceTarget.parse(element)
  const generated = options.inactive && managed !== false && generatedPrefixes.some(prefix => dev?.startsWith(prefix))
  return { target: generated ? undefined : dev || undefined, targetManaged: managed }
}

function parsePortForward(element: XmlElement): PortForward {
  const ranges = element.elements('range').map(portRange.parse)
  needAttribute(element, 'proto', oneOf('tcp', 'udp'))
  return { ...portForwardHead.parse(element), ranges }
}

/** Connections that may end at a switch which wants to know of its ports. */
const switched: readonly InterfaceType[] = ['network', 'bridge', 'direct', 'hostdev']

/** Reads what hangs on the connection: these may stand in the interface and in its `<actual>`. */
function parsePlug(element: XmlElement, type: InterfaceType, floor: boolean) {
  const virtualPort = element.child('virtualport')
  if (virtualPort && !switched.includes(type)) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `<virtualport> element unsupported for <interface type='${type}'>`)
  }
  const bandwidth = element.child('bandwidth')
  const vlan = element.child('vlan')
  return {
    trustGuestRxFilters: readAttribute(element, 'trustGuestRxFilters', yesNo),
    virtualPort: virtualPort && parseVirtualPort(virtualPort),
    bandwidth: bandwidth && parseBandwidth(bandwidth, floor),
    vlan: vlan && parseVlan(vlan),
    isolatedPort: parseIsolatedPort(element),
  }
}

function parseActual(element: XmlElement | undefined, options: ParseOptions): ActualConnection | undefined {
  if (element === undefined) return undefined
  const type = needAttribute(element, 'type', oneOf(...interfaceTypes))
  const classElement = element.child('class')
  const driver = element.child('driver')
  return {
    // The name of the network is the interface's own and is not repeated.
    connection:
      type === 'network'
        ? { type, network: '', bridge: element.child('source')?.attribute('bridge') }
        : parseInterfaceConnection(element, type, options),
    ...parsePlug(element, type, true),
    classId: classElement && needAttribute(classElement, 'id', uint),
    driver: driver && {
      name: readAttribute(driver, 'name', oneOf('kvm', 'vfio', 'xen')),
      model: driver.attribute('model'),
    },
  }
}

function parseDriver(element: XmlElement, model: string | undefined, hostdev: boolean) {
  const driver = element.child('driver')
  if (driver === undefined || hostdev) return {}
  if (!isVirtioModel(model)) return {}
  const host = driver.child('host')
  const guest = driver.child('guest')
  const given = interfaceDriver.parse(driver)
  return {
    // One queue is what every card has, and none asks for nothing.
    driver: (given.queues ?? 0) < 2 ? { ...given, queues: undefined } : given,
    hostOffloads: host && hostOffloads.parse(host),
    guestOffloads: guest && guestOffloads.parse(guest),
  }
}

const mtu = refusing(uint, () => 'malformed mtu size', 'XML_ERROR')
const linkState = refusing(oneOf('up', 'down'), state => `unknown interface link state '${state}'`)

/** Connections whose traffic passes a host interface that can be filtered. */
const filterable: readonly string[] = ['ethernet', 'network', 'bridge']

/** @throws LibvirtError for what is missing, unknown or does not fit the type */
export function parseInterface(element: XmlElement, options: ParseOptions): Interface {
  const type = readAttribute(element, 'type', oneOf(...interfaceTypes)) ?? 'user'
  const connection = parseInterfaceConnection(element, type, options)
  const model = parseModel(element.child('model')?.attribute('type'))
  const guest = interfaceGuest.parse(element.child('guest'))
  const backend = element.child('backend')
  const given = backend && interfaceBackend.parse(backend)
  return {
    kind: 'interface',
    connection,
    actual: options.actualNet && type === 'network' ? parseActual(element.child('actual'), options) : undefined,
    ...parsePlug(element, type, type === 'network'),
    ...parseMac(element.child('mac')),
    guestIp: parseIpInfo(element, 'guest interface'),
    hostIp: parseIpInfo(element.child('source'), 'interface'),
    script: element.child('script')?.attribute('path') || undefined,
    downscript: element.child('downscript')?.attribute('path') || undefined,
    backendDomain: element.child('backenddomain')?.attribute('name'),
    ...parseTarget(element.child('target'), options),
    guestName: guest.dev,
    guestActualName: options.inactive ? undefined : guest.actual,
    model,
    ...parseDriver(element, model, type === 'hostdev'),
    backend: given && {
      ...given,
      type: given.type === 'default' ? undefined : given.type,
      // Only virtio cards have a vhost back end.
      vhost: isVirtioModel(model) ? given.vhost : undefined,
    },
    filter: filterable.includes(type) ? parseFilter(element.child('filterref')) : undefined,
    link: readAttribute(element.child('link'), 'state', linkState),
    mtu: readAttribute(element.child('mtu'), 'size', mtu) || undefined,
    coalesceRxFrames: coalesceLimits.parse(element.child('coalesce')?.descend('rx', 'frames')).max,
    teaming: parseTeaming(element.child('teaming')),
    sndbuf: parseSndbuf(element),
    portForwards: element.elements('portForward').map(parsePortForward),
    info: parseDeviceInfo(element, options, { boot: true, rom: true }),
  }
}

function parseSndbuf(element: XmlElement): number | undefined {
  const text = element.descend('tune', 'sndbuf')?.text
  if (text === undefined) return undefined
  const value = uint.read(text)
  if (value === undefined) throw new LibvirtError('XML_ERROR', 'sndbuf must be a positive integer')
  return value
}
