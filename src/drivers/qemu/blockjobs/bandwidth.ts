import { LibvirtError } from '../../../api/LibvirtError.js'

const mebibyte = 1n << 20n

/**
 * A speed as QEMU takes it; 0 for as fast as it can.
 * @param inBytes whether it is given in bytes a second, and not in MiB
 * @throws LibvirtError OVERFLOW
 */
export function bytesPerSecond(bandwidth: bigint, inBytes: boolean): number {
  const bytes = Number(inBytes ? bandwidth : bandwidth * mebibyte)
  if (Number.isSafeInteger(bytes)) return bytes
  throw new LibvirtError('OVERFLOW', `bandwidth must be less than ${BigInt(Number.MAX_SAFE_INTEGER) / mebibyte}`)
}

/** MiB a second, rounded up. */
export function mebibytes(bytes: bigint): bigint {
  return (bytes + mebibyte - 1n) / mebibyte
}
