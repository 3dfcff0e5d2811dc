// Owns what the first bytes of a disk image say of it. Reading them is the caller's part.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { StorageFormat } from '../../domain/devices/storageSource.js'
import type { VolumeFeature } from '../Volume.js'

/** So many bytes of an image have to be read: the usual first cluster of qcow2, in which its header names others. */
export const imageHeaderLength = 0x10000

export interface ImageHeader {
  readonly format: StorageFormat
  /** Bytes the guest sees; undefined where the file's own size says it. */
  readonly capacity?: bigint | undefined
  /**
   * The image this one is a difference to, as the header names it: relative to the image, an address, or `json:`. Without a
   * format nobody may guess one: a guest could have written a header of its own into a raw image.
   */
  readonly backing?: { readonly path: string; readonly format?: StorageFormat | undefined } | undefined
  readonly encryption?: 'luks' | 'qcow' | undefined
  /** File with the content of a qcow2 image that holds tables only. */
  readonly dataFile?: string | undefined
  /** Version of qcow2. */
  readonly compat?: '0.10' | '1.1' | undefined
  /** Bytes. */
  readonly clusterSize?: bigint | undefined
  readonly features?: readonly VolumeFeature[] | undefined
}

/** Numbers and texts of a header; what lies behind its end is undefined. */
export class HeaderBytes {
  readonly #view: DataView

  /** @param littleEndian order of the bytes of its numbers */
  constructor(
    readonly bytes: Uint8Array,
    readonly littleEndian = false,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** 16 bits. */
  uint16(at: number): number | undefined {
    return this.#has(at, 2) ? this.#view.getUint16(at, this.littleEndian) : undefined
  }

  /** 32 bits. */
  uint32(at: number): number | undefined {
    return this.#has(at, 4) ? this.#view.getUint32(at, this.littleEndian) : undefined
  }

  /** 64 bits. */
  uint64(at: number): bigint | undefined {
    return this.#has(at, 8) ? this.#view.getBigUint64(at, this.littleEndian) : undefined
  }

  /** True when the bytes begin with these at that place. */
  startsWith(mark: string, at = 0): boolean {
    return (
      this.#has(at, mark.length) && Buffer.from(this.bytes.subarray(at, at + mark.length)).toString('latin1') === mark
    )
  }

  /** Text of that many bytes. @throws LibvirtError INTERNAL_ERROR when it does not lie within the header */
  text(at: number | bigint, length: number): string {
    const start = Number(at)
    if (!this.#has(start, length))
      throw new LibvirtError('INTERNAL_ERROR', 'a name in the header of the image lies outside it')
    const text = Buffer.from(this.bytes.subarray(start, start + length)).toString('utf8')
    const end = text.indexOf('\0')
    return end < 0 ? text : text.slice(0, end)
  }

  #has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.length
  }
}
