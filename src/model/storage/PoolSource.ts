// Owns <source> of a pool: where its storage comes from.
import { parseStorageAuth, type StorageAuth } from '../domain/devices/storageAuth.js'
import { childText, formatYesNo, int, nonEmpty, oneOf, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { type PoolType, poolTraits } from './poolTypes.js'
import { sanitizePath } from './sanitizePath.js'
import { formatStorageAdapter, parseStorageAdapter, type StorageAdapter } from './StorageAdapter.js'

export interface PoolHost {
  readonly name: string
  /** 0 when none was given. */
  readonly port: number
}

export interface PoolDevice {
  readonly path: string
  /** Names of partitions have a `p` between the device's name and the number. */
  readonly partSeparator?: boolean | undefined
  /** Unused parts in bytes, which only the driver knows. */
  readonly freeExtents: readonly { readonly start: bigint; readonly end: bigint }[]
}

/** Which of the parts are meaningful depends on the type of the pool, see `poolTraits`. */
export interface PoolSource {
  readonly name?: string | undefined
  readonly format?: string | undefined
  readonly hosts: readonly PoolHost[]
  readonly devices: readonly PoolDevice[]
  readonly directory?: string | undefined
  readonly adapter?: StorageAdapter | undefined
  readonly initiatorIqn?: string | undefined
  readonly auth?: (StorageAuth & { readonly type: 'chap' | 'ceph' }) | undefined
  readonly protocolVersion?: string | undefined
  readonly vendor?: string | undefined
  readonly product?: string | undefined
}

/** @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED, XML_DETAIL */
export function parsePoolSource(element: XmlElement | undefined, type: PoolType): PoolSource {
  const formats = poolTraits[type].formats
  if (!element) return { format: formats?.preset, hosts: [], devices: [] }
  const name = childText(element, 'name')
  if (type === 'rbd' && name === undefined) throw refuseAt(element, "element 'name' is mandatory for RBD pool")
  const format = parseFormat(element, type)
  const hosts = element.elements('host').map(parseHost)
  const devices = element.elements('device').map(parseDevice)
  const directory = nonEmpty(element.child('dir'), 'path')
  const adapter = element.child('adapter')
  const auth = element.child('auth')
  return {
    name,
    format,
    hosts,
    initiatorIqn: nonEmpty(element.descend('initiator', 'iqn'), 'name'),
    devices,
    directory: directory === undefined ? (type === 'gluster' ? '/' : undefined) : sanitizePath(directory),
    adapter: adapter && parseStorageAdapter(adapter),
    auth: auth && parseAuth(auth),
    protocolVersion: parseProtocolVersion(element, format),
    vendor: nonEmpty(element.child('vendor'), 'name'),
    product: nonEmpty(element.child('product'), 'name'),
  }
}

function parseFormat(element: XmlElement, type: PoolType): string | undefined {
  const formats = poolTraits[type].formats
  if (!formats) return undefined
  const text = nonEmpty(element.child('format'), 'type') ?? formats.preset
  if (formats.names.includes(text)) return text
  throw refuseAt(element, `unknown pool format type ${text}`, 'CONFIG_UNSUPPORTED')
}

function parseHost(element: XmlElement): PoolHost {
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'missing storage pool host name')
  return { name, port: int(element, 'port') ?? 0 }
}

function parseDevice(element: XmlElement): PoolDevice {
  const path = element.attribute('path')
  if (path === undefined) throw refuseAt(element, 'missing storage pool source device path')
  return { path, partSeparator: yesNo(element, 'part_separator'), freeExtents: [] }
}

function parseAuth(element: XmlElement): NonNullable<PoolSource['auth']> {
  const text = nonEmpty(element, 'type')
  const type = oneOf(text, ['chap', 'ceph'])
  const auth = parseStorageAuth(element)
  if (type !== undefined) return { ...auth, type }
  if (text === undefined || text === 'none') {
    throw refuseAt(element, 'storage pool missing auth type', 'CONFIG_UNSUPPORTED')
  }
  throw refuseAt(element, `unknown auth type '${text}'`, 'CONFIG_UNSUPPORTED')
}

function parseProtocolVersion(element: XmlElement, format: string | undefined): string | undefined {
  const version = nonEmpty(element.child('protocol'), 'ver')
  if (version === undefined) return undefined
  if (format !== 'nfs' && format !== 'auto') {
    const what = `storage pool protocol ver unsupported for pool type '${format ?? 'auto'}'`
    throw refuseAt(element, what, 'CONFIG_UNSUPPORTED')
  }
  if (version.includes(',')) {
    throw refuseAt(element, `storage pool protocol ver '${version}' must not contain ','`, 'XML_DETAIL')
  }
  return version
}

export function formatPoolSource(writer: XmlWriter, source: PoolSource, type: PoolType): void {
  const parts = poolTraits[type].source
  writer.enclosing('source', {}, () => {
    if (parts.includes('host')) {
      for (const { name, port } of source.hosts) writer.element('host', { name, port: port || undefined })
    }
    if (parts.includes('device')) for (const device of source.devices) formatDevice(writer, device)
    if (parts.includes('dir') && source.directory !== undefined) writer.element('dir', { path: source.directory })
    if (parts.includes('adapter') && source.adapter) formatStorageAdapter(writer, source.adapter)
    if (parts.includes('name')) writer.text('name', source.name)
    if (parts.includes('initiator') && source.initiatorIqn !== undefined) {
      writer.element('initiator', {}, () => writer.element('iqn', { name: source.initiatorIqn }))
    }
    if (source.format !== undefined) writer.element('format', { type: source.format })
    formatAuth(writer, source.auth)
    for (const [name, attribute, value] of [
      ['protocol', 'ver', source.protocolVersion],
      ['vendor', 'name', source.vendor],
      ['product', 'name', source.product],
    ] as const) {
      if (value !== undefined) writer.element(name, { [attribute]: value })
    }
  })
}

function formatDevice(writer: XmlWriter, { path, partSeparator, freeExtents }: PoolDevice): void {
  writer.element('device', { path, part_separator: formatYesNo(partSeparator) }, () => {
    for (const { start, end } of freeExtents) writer.element('freeExtent', { start, end })
  })
}

function formatAuth(writer: XmlWriter, auth: PoolSource['auth']): void {
  if (!auth) return
  writer.element('auth', { type: auth.type, username: auth.username }, () => {
    writer.element('secret', { type: auth.secretType || undefined, ...auth.secret })
  })
}
