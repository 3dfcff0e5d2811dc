// Reads the document of a network port.
import { parsePciAddress } from '../domain/devices/address.js'
import { generateUuid } from '../generateUuid.js'
import { parseBandwidth } from '../network/Bandwidth.js'
import { parseIsolatedPort } from '../network/isolatedPort.js'
import { parseMacAddress } from '../network/macAddress.js'
import { macTableManagers } from '../network/Network.js'
import { parseVirtualPort } from '../network/VirtualPort.js'
import { parseVlan } from '../network/Vlan.js'
import type { Random } from '../Random.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { macvtapModes, type NetworkPlug, type NetworkPort } from './NetworkPort.js'

/**
 * @param random makes the UUID of a port that has none yet
 * @throws LibvirtError XML_ERROR, XML_DETAIL, INTERNAL_ERROR (a UUID that is none)
 */
export function parseNetworkPort(text: string, random: Pick<Random, 'bytes'>): NetworkPort {
  const root = parseXmlRoot(text, '(networkport_definition)', 'networkport')
  const uuidText = childText(root, 'uuid')
  const virtualPort = root.child('virtualport')
  const bandwidth = root.child('bandwidth')
  const vlan = root.child('vlan')
  return {
    uuid: uuidText === undefined ? generateUuid(random) : needUuid(root, uuidText),
    owner: parseOwner(root),
    group: childText(root, 'group'),
    virtualPort: virtualPort && parseVirtualPort(virtualPort),
    mac: parseMac(root),
    bandwidth: bandwidth && parseBandwidth(bandwidth, true),
    vlan: vlan && parseVlan(vlan),
    isolatedPort: parseIsolatedPort(root),
    trustGuestRxFilters: parseFlag(root.child('rxfilters'), 'trustGuest', 'guest rx filters trust setting'),
    plug: parsePlug(root.child('plug') ?? root),
  }
}

function needUuid(root: XmlElement, text: string): string {
  const uuid = parseUuid(text)
  if (uuid === undefined) throw refuseAt(root, `Unable to parse UUID '${text}'`, 'INTERNAL_ERROR')
  return uuid
}

function parseOwner(root: XmlElement): NetworkPort['owner'] {
  const name = childText(root, 'owner', 'name')
  if (name === undefined) throw refuseAt(root, 'Missing network port owner name')
  const text = childText(root, 'owner', 'uuid')
  if (text === undefined) throw refuseAt(root, 'Missing network port owner UUID')
  return { name, uuid: needUuid(root, text) }
}

function parseMac(root: XmlElement): string {
  const text = nonEmpty(root.child('mac'), 'address')
  if (text === undefined) throw refuseAt(root, 'Missing network port MAC address')
  const mac = parseMacAddress(text)
  if (mac === undefined) throw refuseAt(root, `Unable to parse MAC '${text}'`)
  return mac
}

/** `yes` or `no`, with a refusal that names the setting. */
function parseFlag(element: XmlElement | undefined, name: string, setting: string): boolean | undefined {
  const text = nonEmpty(element, name)
  if (!element || text === undefined) return undefined
  if (text !== 'yes' && text !== 'no') throw refuseAt(element, `Invalid ${setting} '${text}' in network port`)
  return text === 'yes'
}

function parsePlug(element: XmlElement): NetworkPlug {
  const type = (element.name === 'plug' && nonEmpty(element, 'type')) || 'none'
  switch (type) {
    case 'none':
      return { type }
    case 'network':
    case 'bridge': {
      const bridge = nonEmpty(element, 'bridge')
      if (bridge === undefined) throw refuseAt(element, 'Missing network port bridge name')
      return { type, bridge, macTableManager: parseMacTableManager(element) }
    }
    case 'direct':
      return { type, ...parseDirect(element) }
    case 'hostdev-pci':
      return { type, ...parseHostdev(element) }
    default:
      throw refuseAt(element, `Invalid network port plug type '${type}'`)
  }
}

function parseMacTableManager(element: XmlElement) {
  const text = nonEmpty(element, 'macTableManager')
  const manager = oneOf(text, macTableManagers)
  if (text !== undefined && manager === undefined) {
    throw refuseAt(element, `Invalid macTableManager setting '${text}' in network port`)
  }
  return manager
}

function parseDirect(element: XmlElement) {
  const device = nonEmpty(element, 'dev')
  if (device === undefined) throw refuseAt(element, 'Missing network port link device name')
  const text = nonEmpty(element, 'mode') ?? 'vepa'
  const mode = oneOf(text, macvtapModes)
  if (mode === undefined) throw refuseAt(element, `Invalid mode '${text}' in network port`)
  return { device, mode }
}

function parseHostdev(element: XmlElement) {
  const managed = parseFlag(element, 'managed', 'managed setting') ?? false
  const driver = element.child('driver')
  const address = element.child('address')
  if (!address) throw refuseAt(element, 'Missing network port PCI address')
  return {
    managed,
    driver: driver && { name: nonEmpty(driver, 'name'), model: nonEmpty(driver, 'model') },
    address: parsePciAddress(address),
  }
}
