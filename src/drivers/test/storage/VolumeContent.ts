// The bytes of pretended volumes. Only what is not zero takes memory, and all volumes of a host share one limit.
import { LibvirtError } from '../../../api/LibvirtError.js'

/** Bytes that are kept or left out together. */
const pieceSize = 65536
const zeros = Buffer.alloc(pieceSize)
/** Bytes that the volumes of a pretended host may hold in memory; larger ones are for real hosts. */
const mostBytes = 64 * 1024 * 1024

/** Bytes that are zero and take no place; how sparse streams carry them. */
export interface Hole {
  readonly hole: bigint
}

/** Room that several volumes share. */
export class ContentRoom {
  #used = 0

  /** @throws LibvirtError SYSTEM_ERROR when there is no room */
  take(): Buffer {
    if (this.#used + pieceSize > mostBytes) {
      throw new LibvirtError('SYSTEM_ERROR', 'cannot write volume: No space left on device', {
        errno: 28,
        hint: `A test host keeps ${mostBytes} bytes of all its volumes that are not zero`,
      })
    }
    this.#used += pieceSize
    return Buffer.alloc(pieceSize)
  }

  giveBack(pieces: number): void {
    this.#used -= pieces * pieceSize
  }
}

export class VolumeContent {
  readonly #pieces = new Map<number, Buffer>()

  constructor(private readonly room: ContentRoom) {}

  /** Puts bytes at an offset. @throws LibvirtError SYSTEM_ERROR when there is no room */
  write(offset: number, data: Uint8Array): void {
    for (let at = 0; at < data.length; ) {
      const [index, inner] = [Math.floor((offset + at) / pieceSize), (offset + at) % pieceSize]
      const part = data.subarray(at, at + pieceSize - inner)
      at += part.length
      let piece = this.#pieces.get(index)
      if (!piece && zeros.compare(part, 0, part.length, 0, part.length) === 0) continue
      if (!piece) this.#pieces.set(index, (piece = this.room.take()))
      piece.set(part, inner)
    }
  }

  /** The bytes from an offset up to an end, in pieces; what takes no memory as holes. */
  *read(offset: number, end: number): Generator<Buffer | Hole> {
    let at = offset
    for (const index of [...this.#pieces.keys()].sort((one, other) => one - other)) {
      const start = Math.max(at, index * pieceSize)
      const stop = Math.min(end, (index + 1) * pieceSize)
      if (start >= stop) continue
      if (start > at) yield { hole: BigInt(start - at) }
      const inner = start - index * pieceSize
      yield Buffer.from(this.#pieces.get(index)?.subarray(inner, inner + stop - start) ?? [])
      at = stop
    }
    if (at < end) yield { hole: BigInt(end - at) }
  }

  /** Makes everything zero from an offset on, up to an end if there is one. */
  clear(from = 0, end = Number.POSITIVE_INFINITY): void {
    for (const [index, piece] of this.#pieces) {
      const start = index * pieceSize
      if (start >= from && start + pieceSize <= end) {
        this.#pieces.delete(index)
        this.room.giveBack(1)
      } else if (start + pieceSize > from && start < end) {
        piece.fill(0, Math.max(0, from - start), Math.min(pieceSize, end - start))
      }
    }
  }

  /** Takes over another volume's bytes up to an end. */
  copy(other: VolumeContent, end: number): void {
    let at = 0
    for (const part of other.read(0, end)) {
      if (Buffer.isBuffer(part)) this.write(at, part)
      at += Buffer.isBuffer(part) ? part.length : Number(part.hole)
    }
  }
}
