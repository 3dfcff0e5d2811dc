import { randomBytes } from 'node:crypto'
import type { Random } from '../model/Random.js'

/** The kernel's randomness. */
export const systemRandom: Random = {
  bytes: count => new Uint8Array(randomBytes(count)),
  bits: count => (count >= 32 ? randomBytes(4).readUInt32LE() : randomBytes(4).readUInt32LE() & (2 ** count - 1)) >>> 0,
}
