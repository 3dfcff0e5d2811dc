// Reads the `<source>` of an image, given its type, and the `<backingStore>` chain behind it.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { scaled } from '../../xml/read.js'
import type { ParseOptions } from '../options.js'
import { parsePciAddress } from './address.js'
import { missingAttribute, needAttribute, readAttribute, refusing } from './attributeTable.js'
import { oneOf, positive, size, string, uint, ulong, yesNo } from './attributeTypes.js'
import { parseCharSource } from './parseCharSource.js'
import { parseSourceSeclabels } from './sourceSeclabel.js'
import { parseStorageAuth } from './storageAuth.js'
import { parseCookies } from './storageCookies.js'
import { parseStorageEncryption } from './storageEncryption.js'
import {
  type FileStorage,
  fileSource,
  networkIdentity,
  type NetworkStorage,
  networkSource,
  type NvmeStorage,
  nvmeSource,
  type MetadataCache,
  type Reservations,
  storageFormats,
  type StorageHost,
  type StoragePlace,
  storageHost,
  type StorageSlice,
  type StorageSource,
  storageTypes,
  type StorageType,
  type VhostuserStorage,
  type VolumeStorage,
  volumeSource,
} from './storageSource.js'

/** Transport tcp needs a name, the others do not have one. */
export function parseStorageHost(element: XmlElement): StorageHost {
  const { transport, ...host } = storageHost.parse(element)
  if (transport === 'unix') {
    if (host.socket === undefined) throw new LibvirtError('XML_ERROR', 'missing socket for unix transport')
  } else {
    if (host.socket !== undefined) {
      throw new LibvirtError('XML_ERROR', `transport '${transport ?? 'tcp'}' does not support socket attribute`)
    }
    if (host.name === undefined) throw new LibvirtError('XML_ERROR', 'missing name for host')
  }
  return { ...host, transport: transport === 'tcp' ? undefined : transport }
}

/** An iSCSI target without a unit is its first one. */
export function iscsiUnit(name: string): string {
  return name.includes('/') ? name : `${name}/0`
}

/** The name of an image, which for some protocols has parts. @throws LibvirtError XML_ERROR */
function imageName(protocol: string, name: string): string {
  if ((protocol === 'gluster' || protocol === 'rbd') && name.indexOf('/') < 1) {
    throw new LibvirtError('XML_ERROR', `can't split path '${name}' into pool name and image name`)
  }
  return name
}

function parseNetwork(source: XmlElement, options: ParseOptions): NetworkStorage {
  const { protocol, tlsFromConfig, name, ...given } = networkSource.parse(source)
  if (protocol === undefined) throw missingAttribute('source', 'protocol')
  const fromConfig = tlsFromConfig !== undefined && tlsFromConfig > 0
  if (given.tls && (protocol === 'vxhs' || protocol === 'nbd') === false) {
    throw new LibvirtError('XML_ERROR', `tls attribute is not supported for protocol '${protocol}'`)
  }
  const nameless = protocol === 'nbd' || protocol === 'ssh'
  if (name === undefined && !nameless) throw new LibvirtError('XML_ERROR', 'missing name for disk source')
  const identityElement = source.child('identity')
  const secureWeb = protocol === 'https' || protocol === 'ftps'
  const web = secureWeb || protocol === 'http' || protocol === 'ftp'
  const hypertext = protocol === 'http' || protocol === 'https'
  return {
    type: 'network',
    protocol,
    name: nameless || name === undefined ? name || undefined : imageName(protocol, name),
    ...given,
    query: hypertext ? given.query : undefined,
    tlsFromConfig: fromConfig && !options.inactive ? true : undefined,
    hosts: source.elements('host').map(parseStorageHost),
    snapshot: source.child('snapshot')?.attribute('name'),
    config: source.child('config')?.attribute('file'),
    initiator: source.descend('initiator', 'iqn')?.attribute('name'),
    sslVerify: secureWeb ? readAttribute(source.child('ssl'), 'verify', yesNo) : undefined,
    cookies: hypertext ? parseCookies(source.child('cookies')) : undefined,
    readahead: web ? readAttribute(source.child('readahead'), 'size', size) : undefined,
    timeout: web ? readAttribute(source.child('timeout'), 'seconds', size) : undefined,
    reconnectDelay: protocol === 'nbd' ? readAttribute(source.child('reconnect'), 'delay', uint) : undefined,
    identity:
      identityElement && (protocol === 'ssh' || protocol === 'nfs')
        ? networkIdentity.parse(identityElement)
        : undefined,
    knownHosts: protocol === 'ssh' ? source.child('knownHosts')?.attribute('path') : undefined,
  }
}

function parseVolume(source: XmlElement): VolumeStorage | FileStorage {
  const { pool, volume, mode } = volumeSource.parse(source)
  if (pool === undefined && volume === undefined) return { type: 'file' }
  if (pool === undefined || volume === undefined) {
    throw new LibvirtError('XML_ERROR', "'pool' and 'volume' must be specified together for 'pool' type source")
  }
  return { type: 'volume', pool, volume, mode }
}

function parseNvme(source: XmlElement): NvmeStorage {
  const { type, managed, namespace } = nvmeSource.parse(source)
  if (type === undefined) throw missingAttribute('source', 'type')
  if (namespace === undefined) throw missingAttribute('source', 'namespace')
  if (namespace === 0) throw new LibvirtError('XML_ERROR', "NVMe namespace can't be zero")
  const address = source.child('address')
  if (address === undefined) throw new LibvirtError('XML_ERROR', 'NVMe disk source is missing address')
  return { type: 'nvme', managed, namespace, address: parsePciAddress(address) }
}

function parseVhostuser(source: XmlElement): VhostuserStorage {
  const parent = source.parent
  const how = source.attribute('type')
  if (how !== 'unix') throw new LibvirtError('CONFIG_UNSUPPORTED', `invalid vhostuser chardev type '${how ?? ''}'`)
  const char = parent === undefined ? undefined : parseCharSource(parent, 'unix')
  if (char?.type !== 'unix' || char.path === undefined) throw missingAttribute('source', 'path')
  return { type: 'vhostuser', path: char.path, reconnect: char.reconnect }
}

function parsePlace(source: XmlElement | undefined, type: StorageType, options: ParseOptions): StoragePlace {
  if (source === undefined) return type === 'block' || type === 'dir' ? { type } : { type: 'file' }
  switch (type) {
    case 'file': {
      const { file, fdgroup } = fileSource.parse(source)
      return { type, path: file || undefined, fdgroup }
    }
    case 'block':
      return { type, path: source.attribute('dev') || undefined }
    case 'dir':
      return { type, path: source.attribute('dir') || undefined }
    case 'network':
      return parseNetwork(source, options)
    case 'volume':
      return parseVolume(source)
    case 'nvme':
      return parseNvme(source)
    case 'vhostuser':
      return parseVhostuser(source)
    case 'vhostvdpa':
      return { type, path: needAttribute(source, 'dev', string) }
  }
}

function parseReservations(element: XmlElement | undefined): Reservations | undefined {
  if (element === undefined) return undefined
  const managed = needAttribute(element, 'managed', yesNo)
  const source = element.child('source')
  const path = source?.attribute('path')
  if (!managed) {
    const type = source?.attribute('type')
    if (type === undefined) throw new LibvirtError('XML_ERROR', 'missing connection type for <reservations/>')
    if (path === undefined) throw new LibvirtError('XML_ERROR', 'missing path for <reservations/>')
    if (type !== 'unix') {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `unsupported connection type for <reservations/>: ${type}`)
    }
  }
  return { managed, path }
}

function parseSlice(source: XmlElement): StorageSlice | undefined {
  const slice = source
    .child('slices')
    ?.elements('slice')
    .find(each => each.attribute('type') === 'storage')
  if (slice === undefined) return undefined
  return { offset: needAttribute(slice, 'offset', ulong), size: needAttribute(slice, 'size', ulong) }
}

/** Reads `<metadata_cache><max_size>` below a driver or format element. @throws LibvirtError XML_ERROR */
export function parseMetadataCache(element: XmlElement | undefined): MetadataCache | undefined {
  const limit = element?.descend('metadata_cache', 'max_size')
  if (limit === undefined) return undefined
  return { maxSize: scaled(limit, limit.text, './metadata_cache/max_size', limit.attribute('unit'), 1n) }
}

function parseDataStore(source: XmlElement, options: ParseOptions): StorageSource | undefined {
  const element = source.child('dataStore')
  return element && parseNestedSource(element, options)
}

const nestedType = refusing(oneOf(...storageTypes), type => `unknown storage source type '${type}'`, 'XML_ERROR')

/** What a `<dataStore>`, `<backingStore>` and `<mirror>` have in common: a type, a `<format>` and a `<source>`. */
export function parseNestedSource(element: XmlElement, options: ParseOptions): StorageSource {
  const source = element.child('source')
  if (source === undefined) {
    throw new LibvirtError('XML_ERROR', `missing disk backing store source`)
  }
  const format = needFormat(element)
  const type = readAttribute(element, 'type', nestedType) ?? 'file'
  return {
    ...parseStorageSource(source, type, options),
    format,
    metadataCache: parseMetadataCache(element.child('format')),
  }
}

function needFormat(element: XmlElement) {
  const name = element.child('format')?.attribute('type')
  if (!name) throw new LibvirtError('XML_ERROR', 'missing disk backing store format')
  const known = storageFormats.find(each => each === name)
  if (known === undefined) throw new LibvirtError('XML_ERROR', `unknown storage source format '${name}'`)
  return known
}

/**
 * Reads `<source>`; an absent one is an empty drive.
 * @throws LibvirtError XML_ERROR for what is missing or unknown
 */
export function parseStorageSource(
  source: XmlElement | undefined,
  type: StorageType,
  options: ParseOptions,
): StorageSource {
  const kind: StorageSource = parsePlace(source, type, options)
  if (source === undefined) return kind
  const auth = source.child('auth')
  const encryption = source.child('encryption')
  const seclabels = kind.type === 'network' ? [] : parseSourceSeclabels(source)
  if (auth) kind.auth = parseStorageAuth(auth)
  if (encryption) kind.encryption = parseStorageEncryption(encryption)
  if (seclabels.length > 0) kind.seclabels = seclabels
  kind.reservations = parseReservations(source.child('reservations'))
  kind.slice = parseSlice(source)
  kind.dataStore = parseDataStore(source, options)
  if (!options.inactive) kind.index = readAttribute(source, 'index', uint) || undefined
  if (options.status) kind.privateData = source.child('privateData')
  return kind
}

/**
 * Reads the `<backingStore>` child of a disk, mirror or backing store.
 * @returns `null` for the empty element that ends a chain, undefined when nothing is said
 */
export function parseBackingStore(element: XmlElement, options: ParseOptions): StorageSource | null | undefined {
  const store = element.child('backingStore')
  if (store === undefined) return undefined
  const type = store.attribute('type')
  if (type === undefined) return null
  const given: StorageSource = parseNestedSource(store, options)
  if (!options.inactive) given.index = readAttribute(store, 'index', positive)
  given.backing = parseBackingStore(store, options)
  return given
}
