import type { Random } from '../../src/model/Random.js'

/** The randomness the goldens were recorded with: bytes count up from 0, bits come from 0x0706050403020100. */
export const fixedRandom: Random = {
  bytes: count => Uint8Array.from({ length: count }, (_, index) => index),
  bits: count => (count >= 32 ? 0x03020100 : 0x03020100 & ((1 << count) - 1)),
}
