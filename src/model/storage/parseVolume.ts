// Reads a storage volume's document with libvirt's refusals.
import { parseStorageEncryption } from '../domain/devices/storageEncryption.js'
import { parseInteger } from '../xml/parseInteger.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, refuseAt, scaled } from '../xml/read.js'
import { scaledBytes } from '../xml/scaledBytes.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parsePermissions } from './Permissions.js'
import type { Pool } from './Pool.js'
import { poolTraits, volumeTypes } from './poolTypes.js'
import { type Volume, type VolumeFeature, volumeFeatures } from './Volume.js'

/** When a volume may come without a capacity. */
export interface VolumeParseOptions {
  /** Always, since it is made from another volume. */
  readonly noCapacity?: boolean
  /** When it has a backing image, whose capacity it then gets. */
  readonly optionalCapacity?: boolean
}

const uint64Max = 2n ** 64n - 1n
const int64Max = 2n ** 63n - 1n

/**
 * The volume a document describes.
 * @param pool where it is or will be, which decides about formats
 * @throws LibvirtError XML_ERROR, XML_DETAIL, CONFIG_UNSUPPORTED, INVALID_ARG (a unit), OVERFLOW (2^63 bytes)
 */
export function parseVolume(text: string, pool: Pick<Pool, 'type'>, options: VolumeParseOptions = {}): Volume {
  const root = parseXmlRoot(text, '(storage_volume_definition)', 'volume')
  const name = childText(root, 'name')
  if (name === undefined) throw refuseAt(root, 'missing volume name element')
  const type = parseType(root)
  const backing = parseBacking(root, pool)
  const capacity = parseSize(root, 'capacity')
  const mayMiss = options.noCapacity || (options.optionalCapacity && backing)
  if (capacity === undefined && !mayMiss) throw refuseAt(root, 'missing capacity element')
  const allocation = parseSize(root, 'allocation')
  return {
    type,
    name,
    key: childText(root, 'key'),
    extents: [],
    capacity: capacity ?? 0n,
    allocation: allocation ?? capacity ?? 0n,
    allocationGiven: allocation !== undefined,
    target: parseTarget(root, pool),
    backing,
  }
}

function parseType(root: XmlElement): Volume['type'] {
  const text = nonEmpty(root, 'type') ?? 'file'
  const type = oneOf(text, volumeTypes)
  if (type === undefined) throw refuseAt(root, `unknown volume type '${text}'`, 'CONFIG_UNSUPPORTED')
  return type
}

function parseBacking(root: XmlElement, pool: Pick<Pool, 'type'>): Volume['backing'] {
  const element = root.child('backingStore')
  const path = childText(element, 'path')
  if (!element || path === undefined) return undefined
  return {
    path,
    format: parseFormat(element, pool),
    permissions: parsePermissions(element.child('permissions')),
  }
}

function parseFormat(element: XmlElement | undefined, pool: Pick<Pool, 'type'>): string | undefined {
  const formats = poolTraits[pool.type].volumeFormats
  if (!formats) return undefined
  const text = nonEmpty(element?.child('format'), 'type')
  if (text === undefined || formats.names.includes(text)) return text ?? formats.preset
  const what = `unknown volume format type ${text}`
  throw element ? refuseAt(element, what, 'CONFIG_UNSUPPORTED') : new Error(what)
}

function parseSize(root: XmlElement, name: 'capacity' | 'allocation'): bigint | undefined {
  const element = root.child(name)
  if (!element || element.text === '') return undefined
  const value = parseInteger(element.text, { min: 0n, max: uint64Max, base: 10 })
  if (value === undefined) throw refuseAt(element, 'malformed capacity element')
  return scaledBytes(value, nonEmpty(element, 'unit'), 1n, int64Max, element)
}

function parseTarget(root: XmlElement, pool: Pick<Pool, 'type'>): Volume['target'] {
  const element = root.child('target')
  const encryption = element?.child('encryption')
  const features = element?.child('features')
  return {
    path: childText(element, 'path'),
    format: parseFormat(element, pool),
    permissions: parsePermissions(element?.child('permissions')),
    encryption: encryption && parseStorageEncryption(encryption),
    // Features exist from version 1.1 of qcow2 on, so naming any, or none, asks for that version.
    compat: parseCompat(root, element) ?? (features ? '1.1' : undefined),
    noCow: element?.child('nocow') !== undefined,
    clusterSize: parseClusterSize(element),
    features: features && parseFeatures(features),
  }
}

function parseCompat(root: XmlElement, element: XmlElement | undefined): string | undefined {
  const compat = childText(element, 'compat')
  if (compat !== undefined && !/^\d+\.\d+$/.test(compat)) {
    throw refuseAt(root, "forbidden characters in 'compat' attribute")
  }
  return compat
}

function parseClusterSize(target: XmlElement | undefined): bigint | undefined {
  const element = target?.child('clusterSize')
  if (!element || element.text === '') return undefined
  const unit = nonEmpty(element, 'unit')
  return scaled(element, element.text, './target/clusterSize', unit, 1n, uint64Max) || undefined
}

function parseFeatures(element: XmlElement): VolumeFeature[] {
  const named = element.elements().map(({ name }) => {
    const feature = oneOf(name, volumeFeatures)
    if (feature === undefined) throw refuseAt(element, `unsupported feature ${name}`, 'CONFIG_UNSUPPORTED')
    return feature
  })
  return volumeFeatures.filter(feature => named.includes(feature))
}
