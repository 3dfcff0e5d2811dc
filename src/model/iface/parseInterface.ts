// Reads the document of a host interface and of the interfaces within it.
import { parseInteger } from '../xml/parseInteger.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { nonEmpty, oneOf, refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parseBond } from './Bond.js'
import { parseBridge } from './Bridge.js'
import { allowedParts, type Interface, interfaceTypes, startModes } from './Interface.js'
import { parseInterfaceLink } from './InterfaceLink.js'
import { parseInterfaceProtocol } from './InterfaceProtocol.js'
import { parseVlan } from './Vlan.js'

const largestMtu = 100_000n

/** @throws LibvirtError XML_DETAIL, XML_ERROR */
export function parseInterface(text: string): Interface {
  return parseElement(parseXmlRoot(text, '(interface_definition)', 'interface'))
}

function parseElement(element: XmlElement, parent?: 'bridge' | 'bond'): Interface {
  const type = parseType(element, parent)
  const name = nonEmpty(element, 'name')
  if (name === undefined) throw refuseAt(element, 'interface has no name')
  const base = { name, ...parseSettings(element, parent === undefined) }
  const link = element.child('link')
  switch (type) {
    case 'ethernet':
      return { ...base, type, mac: nonEmpty(element.child('mac'), 'address'), link: link && parseInterfaceLink(link) }
    case 'bridge': {
      const bridge = kindElement(element, type)
      return { ...base, type, bridge: parseBridge(bridge, parseParts(bridge, type)) }
    }
    case 'bond': {
      const bond = kindElement(element, type)
      return { ...base, type, link: link && parseInterfaceLink(link), bond: parseBond(bond, parseParts(bond, type)) }
    }
    case 'vlan': {
      const vlan = kindElement(element, type)
      return { ...base, type, link: link && parseInterfaceLink(link), vlan: parseVlan(vlan) }
    }
  }
}

function parseType(element: XmlElement, parent: 'bridge' | 'bond' | undefined): (typeof interfaceTypes)[number] {
  const type = requiredEnum(element, 'type', interfaceTypes)
  if (parent !== undefined && !allowedParts[parent].includes(type)) {
    throw refuseAt(element, `interface has unsupported type '${type}'`)
  }
  return type
}

/** Start mode, MTU and addresses, which only an interface that is no part of another has. */
function parseSettings(element: XmlElement, outermost: boolean): Pick<Interface, 'startMode' | 'mtu' | 'protocols'> {
  if (!outermost) return { protocols: [] }
  const mode = nonEmpty(element.child('start'), 'mode')
  const startMode = oneOf(mode, startModes)
  if (mode !== undefined && startMode === undefined) throw refuseAt(element, `unknown interface startmode ${mode}`)
  return { startMode, mtu: parseMtu(element), protocols: element.elements('protocol').map(parseInterfaceProtocol) }
}

function parseMtu(element: XmlElement): number | undefined {
  const text = nonEmpty(element.child('mtu'), 'size')
  if (text === undefined) return undefined
  const mtu = parseInteger(text, { min: 0n, max: largestMtu, base: 10 })
  if (mtu === undefined) throw refuseAt(element, 'interface mtu value is improper')
  return Number(mtu) || undefined
}

/** The element that bears the name of the kind. */
function kindElement(element: XmlElement, type: 'bridge' | 'bond' | 'vlan'): XmlElement {
  const found = element.child(type)
  if (!found) throw refuseAt(element, `${type} interface misses the ${type} element`)
  return found
}

function parseParts(element: XmlElement, parent: 'bridge' | 'bond'): Interface[] {
  return element.elements('interface').map(part => parseElement(part, parent))
}
