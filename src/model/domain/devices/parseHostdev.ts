// Reads `<hostdev>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseUuid } from '../../xml/parseUuid.js'
import { childText } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import { parsePciAddress } from './address.js'
import { missingAttribute, needAttribute, readAttribute, refusing } from './attributeTable.js'
import { oneOf, prefixed, usbId, yesNo } from './attributeTypes.js'
import { parseDeviceInfo } from './deviceInfo.js'
import {
  type CapabilityHostdevSource,
  type Hostdev,
  hostdevDriver,
  hostdevHead,
  type HostdevSource,
  type IscsiHostdevSource,
  type ScsiHostdevSource,
  type ScsiHostHostdevSource,
  type UsbHostdevSource,
  usbPlace,
} from './hostdev.js'
import { iscsiUnit, parseStorageHost } from './parseStorageSource.js'
import { parseStorageAuth } from './storageAuth.js'
import { parseTeaming } from './teaming.js'

const refuse = (detail: string) => new LibvirtError('XML_ERROR', detail)
const subsystems: readonly string[] = ['usb', 'pci', 'scsi', 'scsi_host', 'mdev']
const unknownSubsystem = (type: string) =>
  new LibvirtError('CONFIG_UNSUPPORTED', `unknown host device source address type '${type}'`)

function parseUsb(source: XmlElement): UsbHostdevSource {
  const vendorElement = source.child('vendor')
  const productElement = source.child('product')
  const vendor = vendorElement && needAttribute(vendorElement, 'id', usbId)
  const product = productElement && needAttribute(productElement, 'id', usbId)
  if (vendor === undefined && product !== undefined) throw new LibvirtError('INTERNAL_ERROR', 'missing vendor')
  if (vendor !== undefined && product === undefined) throw new LibvirtError('INTERNAL_ERROR', 'missing product')
  if (vendor === 0) throw refuse('vendor cannot be 0.')
  const address = source.child('address')
  const place = address && usbPlace.parse(address)
  if (place && place.bus === undefined) throw refuse("Missing required attribute 'bus' in element 'address'")
  if (place && place.device === undefined && place.port === undefined) {
    throw refuse('usb address needs device id or port')
  }
  if (vendor === undefined && place === undefined) {
    throw refuse('vendor cannot be 0.')
  }
  return {
    type: 'usb',
    vendor,
    product,
    ...place,
    startupPolicy: readAttribute(source, 'startupPolicy', oneOf('mandatory', 'requisite', 'optional')),
    autoAddress: readAttribute(source, 'autoAddress', yesNo) || undefined,
    missing: readAttribute(source, 'missing', yesNo) || undefined,
    guestReset: readAttribute(source, 'guestReset', oneOf('off', 'uninitialized', 'on')),
  }
}

const scsiProtocol = refusing(oneOf('adapter', 'iscsi'), protocol => `Unknown SCSI subsystem protocol '${protocol}'`)

function parseScsi(source: XmlElement): ScsiHostdevSource | IscsiHostdevSource {
  const protocol = readAttribute(source, 'protocol', scsiProtocol) ?? 'adapter'
  if (protocol === 'iscsi') {
    const name = source.attribute('name')
    if (name === undefined) throw refuse('missing iSCSI hostdev source path name')
    const hosts = source.elements('host').map(parseStorageHost)
    if (hosts.length < 1) throw refuse('missing the host address for the iSCSI hostdev')
    if (hosts.length > 1) throw refuse('only one source host address may be specified for the iSCSI hostdev')
    const authElement = source.child('auth')
    const auth = authElement && parseStorageAuth(authElement)
    if (auth && auth.secretType !== 'iscsi') {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `invalid secret type ${auth.secretType || '(null)'}`)
    }
    const initiator = source.descend('initiator', 'iqn')?.attribute('name')
    return { type: 'iscsi', name: iscsiUnit(name), hosts, auth, initiator }
  }
  const address = source.child('address')
  const adapter = source.child('adapter')
  if (address === undefined) throw refuse("'address' must be specified for scsi hostdev source")
  const name = adapter?.attribute('name')
  if (!name) throw refuse("'adapter' name must be specified for scsi hostdev source")
  return {
    type: 'scsi',
    adapter: name,
    bus: needAttribute(address, 'bus', prefixed),
    target: needAttribute(address, 'target', prefixed),
    unit: needAttribute(address, 'unit', prefixed),
  }
}

const vhost = refusing(oneOf('vhost'), protocol => `Unknown scsi_host subsystem protocol '${protocol}'`)

function parseScsiHost(source: XmlElement): ScsiHostHostdevSource {
  if (source.attribute('protocol') === undefined) throw refuse('Missing scsi_host subsystem protocol')
  needAttribute(source, 'protocol', vhost)
  const wwpn = source.attribute('wwpn')
  if (wwpn === undefined) throw refuse('missing vhost-scsi hostdev source wwpn')
  if (!/^naa\.[0-9a-f]{16}$/i.test(wwpn)) throw refuse("malformed 'wwpn' value")
  return { type: 'scsi_host', wwpn }
}

function parseMdev(source: XmlElement): HostdevSource {
  const address = source.child('address')
  if (address === undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', 'Missing <address> element')
  const text = address.attribute('uuid')
  if (text === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', "Missing 'uuid' attribute for element <address>")
  }
  const uuid = parseUuid(text)
  if (uuid === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', 'Cannot parse uuid attribute of element <address>')
  }
  return { type: 'mdev', uuid }
}

const capabilityChildren = { storage: 'block', misc: 'char', net: 'interface' } as const

function parseCapability(source: XmlElement, type: string | undefined): CapabilityHostdevSource {
  if (type !== 'storage' && type !== 'misc' && type !== 'net') {
    throw refuse(`unknown host device type '${type ?? ''}'`)
  }
  const value = childText(source, capabilityChildren[type])
  if (value === undefined) {
    const label = type === 'misc' ? 'character' : type
    throw refuse(`Missing <${capabilityChildren[type]}> element in hostdev ${label} device`)
  }
  return { type, value }
}

function parsePciSource(element: XmlElement, source: XmlElement): HostdevSource {
  const address = source.child('address')
  if (address === undefined) throw refuse("'address' must be specified for pci hostdev source")
  const driver = element.child('driver')
  return {
    type: 'pci',
    address: parsePciAddress(address),
    driver: driver && hostdevDriver.parse(driver),
    writeFiltering: readAttribute(source, 'writeFiltering', yesNo),
  }
}

function parseSubsystem(element: XmlElement, source: XmlElement, type: string | undefined): HostdevSource {
  switch (type) {
    case 'usb':
      return parseUsb(source)
    case 'pci':
      return parsePciSource(element, source)
    case 'scsi':
      return parseScsi(source)
    case 'scsi_host':
      return parseScsiHost(source)
    case 'mdev':
      return parseMdev(source)
    default:
      throw unknownSubsystem(type ?? '')
  }
}

/** @throws LibvirtError XML_ERROR for what is missing, unknown or does not fit the type */
export function parseHostdev(element: XmlElement, options: ParseOptions): Hostdev {
  const { mode = 'subsystem', type, managed, ...head } = hostdevHead.parse(element)
  const source = element.child('source')
  if (source === undefined) throw refuse('Missing <source> element in hostdev device')
  if (mode === 'subsystem') {
    if (!type) throw refuse('missing source address type')
    if (!subsystems.includes(type)) throw unknownSubsystem(type)
  }
  if (type !== 'scsi') {
    if (head.sgio !== undefined) throw refuse('sgio is only supported for scsi host device')
    if (head.rawio !== undefined) throw refuse('rawio is only supported for scsi host device')
  }
  if (type !== 'mdev' && type !== 'pci' && head.display !== undefined) {
    throw refuse("'display' attribute is only supported for mdev and pci host devices")
  }
  if (type === 'mdev' && head.model === undefined) throw missingAttribute('hostdev', 'model')
  const from = mode === 'capabilities' ? parseCapability(source, type) : parseSubsystem(element, source, type)
  return {
    kind: 'hostdev',
    managed: managed ?? false,
    ...head,
    source: from,
    teaming: parseTeaming(element.child('teaming')),
    readonly: type === 'scsi' && element.child('readonly') ? true : undefined,
    shareable: type === 'scsi' && element.child('shareable') ? true : undefined,
    info: parseDeviceInfo(element, options, { boot: true, rom: true }),
  }
}
