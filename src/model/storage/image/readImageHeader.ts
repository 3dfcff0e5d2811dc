// Tells the format of an image by its first bytes, and reads what a header of a known format says.
import type { StorageFormat } from '../../domain/devices/storageSource.js'
import { HeaderBytes, type ImageHeader } from './ImageHeader.js'
import { readQcow } from './qcowHeader.js'
import { readVmdk } from './vmdkHeader.js'

interface FormatMark {
  readonly format: StorageFormat
  readonly mark: string
  readonly at?: number
  readonly littleEndian?: boolean
  /** Place of the version's number and the versions there are. */
  readonly version?: { readonly at: number; readonly bits: 16 | 32; readonly known: readonly number[] }
  /** Place of the capacity, and what it is counted in. */
  readonly capacity?: { readonly at: number; readonly unit: bigint }
}

const sector = 512n

/** In the order they are tried. */
const marks: readonly FormatMark[] = [
  { format: 'luks', mark: 'LUKS\xba\xbe', version: { at: 6, bits: 16, known: [1, 2] } },
  {
    format: 'bochs',
    mark: 'Bochs Virtual HD Image',
    littleEndian: true,
    version: { at: 64, bits: 32, known: [0x20000] },
    capacity: { at: 88, unit: 1n },
  },
  { format: 'cloop', mark: '#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1' },
  { format: 'iso', mark: 'CD001', at: 32769 },
  {
    format: 'vpc',
    mark: 'conectix',
    version: { at: 12, bits: 32, known: [0x10000] },
    capacity: { at: 40, unit: 1n },
  },
  {
    format: 'vdi',
    mark: '\x7f\x10\xda\xbe',
    at: 64,
    littleEndian: true,
    version: { at: 68, bits: 32, known: [0x10001] },
    capacity: { at: 368, unit: 1n },
  },
  {
    format: 'ploop',
    mark: 'WithouFreSpacExt',
    littleEndian: true,
    version: { at: 16, bits: 32, known: [2] },
    capacity: { at: 36, unit: sector },
  },
  { format: 'cow', mark: 'OOOM', version: { at: 4, bits: 32, known: [2] }, capacity: { at: 1036, unit: 1n } },
  { format: 'qcow', mark: 'QFI\xfb', version: { at: 4, bits: 32, known: [1] } },
  { format: 'qcow2', mark: 'QFI\xfb', version: { at: 4, bits: 32, known: [2, 3] } },
  { format: 'qed', mark: 'QED\0', littleEndian: true, capacity: { at: 48, unit: 1n } },
  {
    format: 'vmdk',
    mark: 'KDMV',
    littleEndian: true,
    version: { at: 4, bits: 32, known: [1, 2, 3] },
    capacity: { at: 12, unit: sector },
  },
]

function matches(bytes: Uint8Array, { mark, at = 0, littleEndian = false, version }: FormatMark): boolean {
  const header = new HeaderBytes(bytes, littleEndian)
  if (!header.startsWith(mark, at)) return false
  if (!version) return true
  const number = version.bits === 16 ? header.uint16(version.at) : header.uint32(version.at)
  return number !== undefined && version.known.includes(number)
}

/**
 * The format whose mark the bytes bear, `raw` when there is none. Not for images that guests wrote to: a guest can make a raw
 * image look like anything.
 */
export function detectImageFormat(bytes: Uint8Array): StorageFormat {
  return marks.find(mark => matches(bytes, mark))?.format ?? 'raw'
}

/**
 * What the header of an image says that is known to have the format. Of an image that does not bear the format's mark only the
 * format itself is told.
 *
 * @throws LibvirtError INTERNAL_ERROR for headers that contradict themselves
 */
export function readImageHeader(bytes: Uint8Array, format: StorageFormat): ImageHeader {
  const mark = marks.find(each => each.format === format && matches(bytes, each))
  if (!mark) return { format }
  const header = new HeaderBytes(bytes, mark.littleEndian)
  if (format === 'qcow' || format === 'qcow2') return readQcow(header, format)
  const units = mark.capacity && header.uint64(mark.capacity.at)
  const capacity = mark.capacity && units !== undefined ? units * mark.capacity.unit : undefined
  switch (format) {
    case 'luks':
      return { format, encryption: 'luks' }
    case 'cow': {
      const path = header.text(8, 1024)
      return { format, capacity, backing: path === '' ? undefined : { path } }
    }
    case 'qed':
      return { format, capacity, backing: qedBacking(header) }
    case 'vmdk':
      return { format, capacity, backing: readVmdk(header) }
    default:
      return { format, capacity }
  }
}

const qedHasBacking = 1n
const qedBackingIsRaw = 4n

function qedBacking(header: HeaderBytes): ImageHeader['backing'] {
  const features = header.uint64(16) ?? 0n
  if ((features & qedHasBacking) === 0n) return undefined
  const path = header.text(header.uint32(56) ?? 0, header.uint32(60) ?? 0)
  if (path === '') return undefined
  return { path, format: (features & qedBackingIsRaw) === 0n ? undefined : 'raw' }
}
