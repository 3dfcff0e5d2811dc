// Images inside the status document: a storage source with type and format on an element of the caller's.
import { oneOf, optionalEnum } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { formatBackingStore, formatStorageSource } from '../devices/formatStorageSource.js'
import { parseBackingStore, parseStorageSource } from '../devices/parseStorageSource.js'
import { type StorageSource, storageFormats, storageTypes } from '../devices/storageSource.js'

const parseOptions = { inactive: false, status: true } as const
const formatOptions = { secure: true, status: true } as const

/**
 * Reads `<NAME type= format=><source/><backingStore/></NAME>`. Releases before 6.4 had the source's attributes on the
 * element itself.
 */
export function parseNodeSource(element: XmlElement): StorageSource {
  const type = optionalEnum(element, 'type', storageTypes) ?? 'file'
  const source = parseStorageSource(element.child('source') ?? element, type, parseOptions)
  source.format = oneOf(element.attribute('format'), storageFormats)
  source.backing = parseBackingStore(element, parseOptions)
  return source
}

/** Writes the element; the chain behind the image only where there is one to tell. */
export function formatNodeSource(writer: XmlWriter, name: string, source: StorageSource): void {
  writer.element(name, { type: source.type, format: source.format }, () => {
    formatStorageSource(writer, source, formatOptions)
    formatBackingStore(writer, source, formatOptions)
  })
}
