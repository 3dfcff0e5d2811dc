import { LibvirtError } from '../../api/LibvirtError.js'

/** KiB; as bytes it fits in 63 bits. */
const largest = 9007199254740991n

/**
 * A size of memory that a client sent, KiB.
 * @throws LibvirtError INVALID_ARG for none, OVERFLOW for more than can be counted in bytes
 */
export function memorySize(memory: bigint): number {
  if (memory === 0n) throw new LibvirtError('INVALID_ARG', 'memory must not be zero')
  if (memory > largest) throw new LibvirtError('OVERFLOW', `input too large: ${memory}`)
  return Number(memory)
}
