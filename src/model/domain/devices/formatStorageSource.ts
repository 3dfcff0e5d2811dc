// Writes the `<source>` of an image and the `<backingStore>` chain behind it.
import { formatYesNo } from '../../xml/read.js'
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { pciSourceAttributes } from './address.js'
import { formatSourceSeclabels } from './sourceSeclabel.js'
import { formatStorageAuth } from './storageAuth.js'
import { formatCookies } from './storageCookies.js'
import { formatStorageEncryption } from './storageEncryption.js'
import {
  type MetadataCache,
  networkIdentity,
  type NetworkStorage,
  networkSource,
  nvmeSource,
  type StorageSource,
  storageHost,
  volumeSource,
} from './storageSource.js'

/** What the caller adds to `<source>`, or writes elsewhere itself. */
export interface SourceFormat {
  /** Name of the element, `source` unless said otherwise. */
  element?: string | undefined
  startupPolicy?: string | undefined
  /** `<auth>` stands in the disk, not in the source. */
  authElsewhere?: boolean | undefined
  encryptionElsewhere?: boolean | undefined
  /** The index is an attribute of the element around. */
  indexElsewhere?: boolean | undefined
}

function attributes(source: StorageSource, options: FormatOptions): XmlAttributes {
  switch (source.type) {
    case 'file':
      return { file: source.path, fdgroup: source.fdgroup }
    case 'block':
    case 'vhostvdpa':
      return { dev: source.path }
    case 'dir':
      return { dir: source.path }
    case 'network': {
      const { protocol, name, query, tls, tlsFromConfig, tlsHostname } = source
      const hidden = tlsFromConfig && !options.status
      return networkSource.format({
        protocol,
        name,
        query,
        tls: hidden ? undefined : tls,
        tlsFromConfig: options.status ? Number(tlsFromConfig ?? false) : undefined,
        tlsHostname,
      })
    }
    case 'volume':
      return volumeSource.format(source)
    case 'nvme':
      return nvmeSource.format({ type: 'pci', managed: source.managed, namespace: source.namespace })
    case 'vhostuser':
      return { type: 'unix', path: source.path }
  }
}

function formatNetwork(writer: XmlWriter, source: NetworkStorage, options: FormatOptions): void {
  for (const host of source.hosts) writer.element('host', storageHost.format(host))
  if (source.snapshot !== undefined) writer.element('snapshot', { name: source.snapshot })
  if (source.config !== undefined) writer.element('config', { file: source.config })
  formatInitiator(writer, source.initiator)
  if (source.sslVerify !== undefined) writer.element('ssl', { verify: formatYesNo(source.sslVerify) })
  formatCookies(writer, source.cookies, options)
  if (source.readahead) writer.element('readahead', { size: source.readahead })
  if (source.reconnectDelay !== undefined) writer.element('reconnect', { delay: source.reconnectDelay })
  if (source.knownHosts !== undefined) writer.element('knownHosts', { path: source.knownHosts })
  if (source.timeout) writer.element('timeout', { seconds: source.timeout })
  writer.elementIfAny('identity', networkIdentity.format(source.identity))
}

/** Writes the initiator's name of an iSCSI source. */
export function formatInitiator(writer: XmlWriter, initiator: string | undefined): void {
  if (initiator === undefined) return
  writer.element('initiator', {}, () => writer.element('iqn', { name: initiator }))
}

function formatKind(writer: XmlWriter, source: StorageSource, options: FormatOptions): void {
  switch (source.type) {
    case 'network':
      formatNetwork(writer, source, options)
      break
    case 'nvme':
      writer.element('address', pciSourceAttributes(source.address))
      break
    case 'vhostuser':
      if (source.reconnect) {
        const { enabled, timeout } = source.reconnect
        writer.element('reconnect', { enabled: formatYesNo(enabled), timeout })
      }
      break
    default:
  }
}

function formatReservations(writer: XmlWriter, source: StorageSource): void {
  const { reservations } = source
  if (reservations === undefined) return
  writer.element('reservations', { managed: formatYesNo(reservations.managed) }, () => {
    if (reservations.path !== undefined) {
      writer.element('source', { type: 'unix', path: reservations.path, mode: 'client' })
    }
  })
}

/** Writes `<source …>`, or nothing for an empty drive. */
export function formatStorageSource(
  writer: XmlWriter,
  source: StorageSource,
  options: FormatOptions,
  how: SourceFormat = {},
): void {
  const given: XmlAttributes = {
    ...attributes(source, options),
    startupPolicy: how.startupPolicy,
    index: how.indexElsewhere ? undefined : source.index,
  }
  writer.elementIfAny(how.element ?? 'source', given, () => {
    formatKind(writer, source, options)
    if (source.slice) {
      const { offset, size } = source.slice
      writer.element('slices', {}, () => writer.element('slice', { type: 'storage', offset, size }))
    }
    formatSourceSeclabels(writer, source.seclabels, options)
    // The pool knows how to log in; what an old document repeats of it is dropped.
    if (source.auth && !how.authElsewhere && source.type !== 'volume') formatStorageAuth(writer, source.auth)
    if (source.encryption && !how.encryptionElsewhere) formatStorageEncryption(writer, source.encryption)
    formatReservations(writer, source)
    if (source.dataStore) {
      const { dataStore } = source
      writer.element('dataStore', { type: dataStore.type }, () => formatNestedSource(writer, dataStore, options))
    }
    if (options.status && source.privateData) writer.tree(source.privateData)
  })
}

/** `<metadata_cache>` of a driver or format element. */
export function formatMetadataCache(writer: XmlWriter, cache: MetadataCache | undefined): void {
  if (!cache?.maxSize) return
  const { maxSize } = cache
  writer.element('metadata_cache', {}, () => writer.element('max_size', { unit: 'bytes' }, maxSize))
}

/** Writes `<format>` and `<source>` of a nested image. */
export function formatNestedSource(
  writer: XmlWriter,
  source: StorageSource,
  options: FormatOptions,
  how: SourceFormat = {},
): void {
  writer.element('format', { type: source.format }, () => formatMetadataCache(writer, source.metadataCache))
  formatStorageSource(writer, source, options, how)
}

/** Writes the chain behind an image as far as it is known. */
export function formatBackingStore(writer: XmlWriter, source: StorageSource, options: FormatOptions): void {
  const { backing } = source
  if (backing === undefined) return
  if (backing === null) {
    writer.element('backingStore')
    return
  }
  writer.element('backingStore', { type: backing.type, index: backing.index }, () => {
    formatNestedSource(writer, backing, options, { indexElsewhere: true })
    formatBackingStore(writer, backing, options)
  })
}
