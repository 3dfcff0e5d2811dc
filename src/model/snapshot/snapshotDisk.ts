// Owns a snapshot's `<disk>`.
import { formatMetadataCache, formatStorageSource } from '../domain/devices/formatStorageSource.js'
import { parseMetadataCache, parseStorageSource } from '../domain/devices/parseStorageSource.js'
import { isStorageEmpty, storageFormats, type StorageSource, storageTypes } from '../domain/devices/storageSource.js'
import { nonEmpty, oneOf, optionalEnum, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { type SnapshotDisk, snapshotLocations } from './Snapshot.js'

/** @throws LibvirtError XML_ERROR, INTERNAL_ERROR, CONFIG_UNSUPPORTED */
export function parseSnapshotDisk(element: XmlElement, redefine: boolean): SnapshotDisk {
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'missing name from disk snapshot element', 'INTERNAL_ERROR')
  const given = optionalEnum(element, 'snapshot', snapshotLocations)
  const type = optionalEnum(element, 'type', storageTypes) ?? 'file'
  if (type === 'volume' || type === 'dir') throw refuseAt(element, `unsupported disk snapshot type '${type}'`)
  const source = parseStorageSource(element.child('source'), type, { inactive: redefine })
  source.format = parseFormat(element)
  source.metadataCache = parseMetadataCache(element.child('driver'))
  const relative = (source.type === 'file' || source.type === 'block') && source.path?.startsWith('/') === false
  if (relative) throw refuseAt(element, `disk snapshot image path '${source.path}' must be absolute`)
  return {
    name,
    location: given ?? (saysSomething(source) ? 'external' : undefined),
    source,
    deleteInProgress: redefine && element.child('snapshotDeleteInProgress') !== undefined,
  }
}

function parseFormat(element: XmlElement) {
  const text = nonEmpty(element.child('driver'), 'type')
  const format = oneOf(text, storageFormats)
  if (text === undefined || format !== undefined) return format
  throw refuseAt(element, `unknown disk snapshot driver '${text}'`, 'CONFIG_UNSUPPORTED')
}

function saysSomething(source: StorageSource): boolean {
  return !isStorageEmpty(source) || source.format !== undefined
}

/** Writes `<disk>`. */
export function formatSnapshotDisk(
  writer: XmlWriter,
  { name, location, source, deleteInProgress }: SnapshotDisk,
): void {
  const full = saysSomething(source)
  writer.element('disk', { name, snapshot: location, type: full ? source.type : undefined }, () => {
    if (deleteInProgress) writer.element('snapshotDeleteInProgress')
    if (!full) return
    writer.elementIfAny('driver', { type: source.format }, () => formatMetadataCache(writer, source.metadataCache))
    formatStorageSource(writer, source, {}, { indexElsewhere: true })
  })
}
