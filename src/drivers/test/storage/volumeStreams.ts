// Uploads and downloads of pretended volumes.
import { Duplex } from 'node:stream'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestVolume } from './TestVolume.js'
import type { Hole } from './VolumeContent.js'

/** Bytes of zeros that are sent at once. */
const zeros = Buffer.alloc(65536)

/**
 * The bytes of a volume as a stream.
 * @param length how many, 0 for all
 * @param sparse the client knows holes
 */
export function downloadFrom(volume: TestVolume, offset: bigint, length: bigint, sparse: boolean): Duplex {
  const { capacity } = volume.definition
  const end = length === 0n || offset + length > capacity ? capacity : offset + length
  const parts = volume.content.read(Number(offset), Number(end))
  return Duplex.from(sparse ? parts : filled(parts))
}

function* filled(parts: Iterable<Buffer | Hole>): Generator<Buffer> {
  for (const part of parts) {
    if (Buffer.isBuffer(part)) yield part
    else for (let left = Number(part.hole); left > 0; left -= zeros.length) yield zeros.subarray(0, left)
  }
}

/** Takes bytes for a volume, and holes between them. */
class Upload extends Duplex {
  #at: bigint
  readonly #end: bigint

  /** @param length how many bytes it takes, 0 for any number */
  constructor(
    private readonly volume: TestVolume,
    offset: bigint,
    length: bigint,
  ) {
    super()
    this.#at = offset
    const { capacity } = volume.definition
    this.#end = length === 0n || offset + length > capacity ? capacity : offset + length
  }

  override _read(): void {
    // Nothing comes out of an upload.
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error) => void): void {
    try {
      this.volume.content.write(Number(this.#take(BigInt(data.length))), data)
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error('write', { cause: error }))
    }
  }

  /** A hole: everything in it is zero. */
  skip(length: bigint): void {
    try {
      const start = Number(this.#take(length))
      this.volume.content.clear(start, start + Number(length))
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error('skip', { cause: error }))
    }
  }

  /** Where the next bytes go. @throws LibvirtError SYSTEM_ERROR when there is no room for them */
  #take(length: bigint): bigint {
    const start = this.#at
    if (start + length > this.#end) {
      const text = `cannot write to volume '${this.volume.name}': No space left on device`
      throw new LibvirtError('SYSTEM_ERROR', text, { errno: 28 })
    }
    this.#at += length
    return start
  }
}

/** A stream into a volume. @param length how many bytes it takes, 0 for any number; more is an error of the stream */
export const uploadTo = (volume: TestVolume, offset: bigint, length: bigint): Duplex =>
  new Upload(volume, offset, length)
