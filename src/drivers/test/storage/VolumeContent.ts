// The bytes of pretended volumes. Only what is not zero takes memory, and all volumes of a host share one limit.
import { LibvirtError } from '../../../api/LibvirtError.js'

/** Bytes that are kept or left out together. */
const pieceSize = 65536
/** Bytes that the volumes of a pretended host may hold in memory; larger ones are for real hosts. */
const mostBytes = 64 * 1024 * 1024

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
      if (!piece && part.every(byte => byte === 0)) continue
      if (!piece) this.#pieces.set(index, (piece = this.room.take()))
      piece.set(part, inner)
    }
  }

  /** The bytes from an offset up to an end, in pieces. */
  *read(offset: number, end: number): Generator<Buffer> {
    for (let at = offset; at < end; ) {
      const [index, inner] = [Math.floor(at / pieceSize), at % pieceSize]
      const length = Math.min(pieceSize - inner, end - at)
      const piece = this.#pieces.get(index)
      yield piece ? Buffer.from(piece.subarray(inner, inner + length)) : Buffer.alloc(length)
      at += length
    }
  }

  /** Makes everything zero from an offset on. */
  clear(from = 0): void {
    for (const [index, piece] of this.#pieces) {
      const start = index * pieceSize
      if (start >= from) {
        this.#pieces.delete(index)
        this.room.giveBack(1)
      } else if (start + pieceSize > from) piece.fill(0, from - start)
    }
  }

  /** Takes over another volume's bytes up to an end. */
  copy(other: VolumeContent, end: number): void {
    let at = 0
    for (const piece of other.read(0, Math.min(end, other.#end()))) {
      this.write(at, piece)
      at += piece.length
    }
  }

  #end(): number {
    return (Math.max(-1, ...this.#pieces.keys()) + 1) * pieceSize
  }
}
