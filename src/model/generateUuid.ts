import type { Random } from './Random.js'
import { formatUuid } from './xml/parseUuid.js'

/** A random UUID of version 4, RFC 4122 variant, in canonical form. */
export function generateUuid(random: Pick<Random, 'bytes'>): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return formatUuid(bytes.toString('hex'))
}
