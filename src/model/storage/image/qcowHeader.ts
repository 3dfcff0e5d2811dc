// Owns the headers of qcow and qcow2 images.
import { storageFormats, type StorageFormat } from '../../domain/devices/storageSource.js'
import { oneOf } from '../../xml/read.js'
import type { VolumeFeature } from '../Volume.js'
import type { HeaderBytes, ImageHeader } from './ImageHeader.js'

/** Places in the header. */
const at = {
  version: 4,
  backingOffset: 8,
  backingLength: 16,
  clusterBits: 20,
  capacity: 24,
  crypt: { qcow: 36, qcow2: 32 },
  incompatibleFeatures: 72,
  compatibleFeatures: 80,
  headerLength: 100,
} as const

/** Header of qcow2 before version 3 told its length. */
const shortHeader = 72
const longestName = 1024
const extensions = { end: 0, backingFormat: 0xe2792aca, dataFile: 0x44415441 }
const incompatible = { dataFile: 4n, extendedL2: 16n }
const lazyRefcounts = 1n

/** @throws LibvirtError INTERNAL_ERROR when the header names something that does not lie in it */
export function readQcow(header: HeaderBytes, format: 'qcow' | 'qcow2'): ImageHeader {
  const capacity = header.uint64(at.capacity)
  const crypt = header.uint32(at.crypt[format]) ?? 0
  const encryption = crypt === 0 ? undefined : crypt === 2 && format === 'qcow2' ? 'luks' : 'qcow'
  const path = backingPath(header)
  if (format === 'qcow') return { format, capacity, encryption, backing: path === undefined ? undefined : { path } }
  const modern = (header.uint32(at.version) ?? 2) >= 3
  const { backingFormat, dataFile } = readExtensions(header, modern)
  const needs = modern ? (header.uint64(at.incompatibleFeatures) ?? 0n) : 0n
  const clusterBits = header.uint32(at.clusterBits) ?? 0
  return {
    format,
    capacity,
    encryption,
    backing: path === undefined ? undefined : { path, format: backingFormat },
    dataFile: (needs & incompatible.dataFile) === 0n ? undefined : dataFile,
    compat: modern ? '1.1' : '0.10',
    // QEMU makes clusters of 512 bytes to 2 MiB.
    clusterSize: clusterBits >= 9 && clusterBits <= 21 ? 1n << BigInt(clusterBits) : undefined,
    features: modern ? readFeatures(header, needs) : undefined,
  }
}

function backingPath(header: HeaderBytes): string | undefined {
  const offset = header.uint64(at.backingOffset) ?? 0n
  const length = header.uint32(at.backingLength) ?? 0
  if (offset === 0n || length === 0) return undefined
  return header.text(offset, length) || undefined
}

function readExtensions(header: HeaderBytes, modern: boolean) {
  let place = modern ? (header.uint32(at.headerLength) ?? shortHeader) : shortHeader
  let backingFormat: StorageFormat | undefined
  let dataFile: string | undefined
  for (;;) {
    const type = header.uint32(place)
    const length = header.uint32(place + 4)
    if (type === undefined || length === undefined || type === extensions.end) return { backingFormat, dataFile }
    if (type === extensions.backingFormat && length <= longestName) {
      backingFormat = oneOf(header.text(place + 8, length), storageFormats)
    }
    if (type === extensions.dataFile && length <= longestName) dataFile = header.text(place + 8, length) || undefined
    // Each one is filled up to a multiple of eight bytes.
    place += 8 + Math.ceil(length / 8) * 8
  }
}

function readFeatures(header: HeaderBytes, needs: bigint): VolumeFeature[] {
  const may = header.uint64(at.compatibleFeatures) ?? 0n
  const found: VolumeFeature[] = []
  if ((may & lazyRefcounts) !== 0n) found.push('lazy_refcounts')
  if ((needs & incompatible.extendedL2) !== 0n) found.push('extended_l2')
  return found
}
