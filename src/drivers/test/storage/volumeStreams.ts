// Uploads and downloads of pretended volumes.
import { Duplex, Writable } from 'node:stream'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestVolume } from './TestVolume.js'

/**
 * The bytes of a volume as a stream.
 * @param length how many, 0 for all
 */
export function downloadFrom(volume: TestVolume, offset: bigint, length: bigint): Duplex {
  const { capacity } = volume.definition
  const end = length === 0n || offset + length > capacity ? capacity : offset + length
  return Duplex.from(volume.content.read(Number(offset), Number(end)))
}

/**
 * A stream into a volume.
 * @param length how many bytes it takes, 0 for any number; more than it takes, or than there is room for, are an error
 */
export function uploadTo(volume: TestVolume, offset: bigint, length: bigint): Duplex {
  let at = offset
  const sink = new Writable({
    write(data: Buffer, _encoding, done) {
      const end = at + BigInt(data.length)
      if ((length !== 0n && end > offset + length) || end > volume.definition.capacity) {
        const text = `cannot write to volume '${volume.name}': No space left on device`
        done(new LibvirtError('SYSTEM_ERROR', text, { errno: 28 }))
        return
      }
      try {
        volume.content.write(Number(at), data)
        at = end
        done()
      } catch (error) {
        done(error instanceof Error ? error : new Error('write', { cause: error }))
      }
    },
  })
  return Duplex.from({ writable: sink })
}
