// Reads and writes `<source>` of an interface, by type.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { formatYesNo } from '../../xml/read.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { parsePciAddress, pciSourceAttributes } from './address.js'
import { attributeTable, needAttribute, readAttribute } from './attributeTable.js'
import { int, oneOf, string, usbId, yesNo } from './attributeTypes.js'
import type { UnixSource } from './charSource.js'
import {
  type HostdevConnection,
  type InterfaceConnection,
  type InterfaceType,
  macvtapModes,
  type SocketConnection,
  socketPlace,
} from './interface.js'
import { usbPlace } from './hostdev.js'
import { parseReconnect } from './parseCharSource.js'

const networkSource = attributeTable({ network: string, portid: string, portgroup: string, bridge: string })
const vdsSource = attributeTable({ switchid: string, portid: string, portgroupid: string, connectionid: string })

const missingSource = (type: string) =>
  new LibvirtError('XML_ERROR', `interface type='${type}' requires a 'source' element`)

function needSource(source: XmlElement | undefined, name: string, type: string): string {
  if (source === undefined) throw missingSource(type)
  return needAttribute(source, name, string)
}

function parseSocket(source: XmlElement | undefined, type: SocketConnection['type']): SocketConnection {
  if (source === undefined) throw missingSource(type)
  const address = type === 'server' ? source.attribute('address') : needAttribute(source, 'address', string)
  const port = needAttribute(source, 'port', int)
  if (type !== 'udp') return { type, address, port }
  const local = source.child('local')
  if (local === undefined) {
    throw new LibvirtError('XML_ERROR', "'<local>' element missing for 'udp' socket interface")
  }
  return {
    type,
    address,
    port,
    localAddress: needAttribute(local, 'address', string),
    localPort: needAttribute(local, 'port', int),
  }
}

function parseVhostuser(element: XmlElement, source: XmlElement | undefined): InterfaceConnection {
  const passt = element.child('backend')?.attribute('type') === 'passt'
  if (passt) return { type: 'vhostuser', dev: source?.attribute('dev') }
  const how = source?.attribute('type')
  const missing = (name: string) =>
    new LibvirtError('XML_ERROR', `Missing required attribute '${name}' in element 'source'`)
  if (source === undefined) {
    throw missingSource('vhostuser')
  }
  if (how === undefined) throw missing('type')
  if (how !== 'unix') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `Type='${how}' unsupported for <interface type='vhostuser'>`)
  }
  if (source.attribute('path') === undefined) throw missing('path')
  const mode = source.attribute('mode')
  if (mode === undefined) throw missing('mode')
  if (mode !== 'client' && mode !== 'server') {
    throw new LibvirtError('XML_ERROR', `Wrong <source> 'mode' attribute specified with <interface type='vhostuser'/>`)
  }
  return { type: 'vhostuser', char: parseVhostuserChar(source, mode) }
}

/** The words client and server stand for what a character device calls connect and bind. */
function parseVhostuserChar(source: XmlElement, mode: 'client' | 'server'): UnixSource {
  const reconnect = parseReconnect(source, false)
  if (mode === 'server' && reconnect) {
    throw new LibvirtError(
      'CONFIG_UNSUPPORTED',
      "'reconnect' attribute unsupported 'server' mode for <interface type='vhostuser'>",
    )
  }
  return { type: 'unix', path: source.attribute('path'), listen: mode === 'server', reconnect }
}

function parseHostdevSource(element: XmlElement, source: XmlElement | undefined): HostdevConnection {
  const managed = readAttribute(element, 'managed', yesNo) ?? false
  const address = source?.child('address')
  const type = address?.attribute('type')
  if (!address || !type) throw new LibvirtError('XML_ERROR', 'missing source address type')
  if (type === 'usb') return { type: 'hostdev', managed, source: { type, ...usbPlace.parse(address) } }
  if (type !== 'pci') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `unknown host device source address type '${type}'`)
  }
  const name = readAttribute(element.child('driver'), 'name', oneOf('kvm', 'vfio', 'xen'))
  const model = element.child('driver')?.attribute('model')
  const driver = name === undefined && model === undefined ? undefined : { name, model }
  return { type: 'hostdev', managed, source: { type, address: parsePciAddress(address), driver } }
}

/** Reads what the interface is connected to. @throws LibvirtError for what is missing or unknown */
export function parseInterfaceConnection(
  element: XmlElement,
  type: InterfaceType,
  options: ParseOptions,
): InterfaceConnection {
  const source = element.child('source')
  switch (type) {
    case 'user':
    case 'null':
      return { type, dev: source?.attribute('dev') }
    case 'ethernet':
      return { type }
    case 'vhostuser':
      return parseVhostuser(element, source)
    case 'server':
    case 'client':
    case 'mcast':
    case 'udp':
      return parseSocket(source, type)
    case 'network': {
      const network = needSource(source, 'network', type)
      const { portgroup, portid, bridge } = networkSource.parse(source)
      return { type, network, portgroup, ...(!options.inactive && { portid, bridge }) }
    }
    case 'bridge':
      return { type, bridge: needSource(source, 'bridge', type) }
    case 'internal':
      return { type, name: needSource(source, 'name', type) }
    case 'direct':
      return {
        type,
        dev: needSource(source, 'dev', type),
        mode: readAttribute(source, 'mode', oneOf(...macvtapModes)),
      }
    case 'hostdev':
      return parseHostdevSource(element, source)
    case 'vdpa':
      return { type, dev: needSource(source, 'dev', type) }
    case 'vds': {
      if (source === undefined) throw missingSource(type)
      const place = vdsSource.parse(source)
      return {
        type,
        switchid: needAttribute(source, 'switchid', string),
        portgroupid: needAttribute(source, 'portgroupid', string),
        portid: place.portid,
        connectionid: place.connectionid,
      }
    }
  }
}

function sourceAttributes(connection: InterfaceConnection, options: FormatOptions): XmlAttributes {
  switch (connection.type) {
    case 'user':
    case 'null':
    case 'vdpa':
      return { dev: connection.dev }
    case 'vhostuser': {
      const { char, dev } = connection
      return char ? { type: 'unix', path: char.path, mode: char.listen ? 'server' : 'client' } : { dev }
    }
    case 'server':
    case 'client':
    case 'mcast':
    case 'udp':
      return socketPlace.format(connection)
    case 'network':
      return networkSource.format(
        options.inactive ? { network: connection.network, portgroup: connection.portgroup } : connection,
      )
    case 'bridge':
      return { bridge: connection.bridge }
    case 'internal':
      return { name: connection.name }
    case 'direct':
      return { dev: connection.dev, mode: connection.mode }
    case 'vds':
      return vdsSource.format(connection)
    case 'ethernet':
    case 'hostdev':
      return {}
  }
}

function formatHostdevAddress(writer: XmlWriter, { source }: HostdevConnection): void {
  if (source.type === 'pci') writer.element('address', { type: 'pci', ...pciSourceAttributes(source.address) })
  if (source.type === 'usb') {
    if (source.vendor !== undefined) writer.element('vendor', { id: usbId.write(source.vendor) })
    if (source.product !== undefined) writer.element('product', { id: usbId.write(source.product) })
    writer.element('address', { type: 'usb', ...usbPlace.format(source) })
  }
}

/**
 * Writes `<source>`, or nothing for a type without one.
 * @param inside what else stands in the source: addresses and routes of the host side
 */
export function formatInterfaceConnection(
  writer: XmlWriter,
  connection: InterfaceConnection,
  options: FormatOptions,
  inside: () => void,
): void {
  if (connection.type === 'hostdev') writer.elementIfAny('driver', hostdevDriverAttributes(connection))
  writer.elementIfAny('source', sourceAttributes(connection, options), () => {
    if (connection.type === 'hostdev') formatHostdevAddress(writer, connection)
    if (connection.type === 'udp') {
      writer.element('local', { address: connection.localAddress, port: connection.localPort })
    }
    if (connection.type === 'vhostuser' && connection.char?.reconnect) {
      const { enabled, timeout } = connection.char.reconnect
      writer.element('reconnect', { enabled: formatYesNo(enabled), timeout })
    }
    inside()
  })
}

function hostdevDriverAttributes({ source }: HostdevConnection): XmlAttributes {
  return source.type === 'pci' ? { name: source.driver?.name, model: source.driver?.model } : {}
}
