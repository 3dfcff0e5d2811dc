// Ways in which bytes on a wire go wrong.
import type { Random } from './Random.js'

const words = [0, 1, 3, 4, 27, 28, 29, 0xff, 0xffff, 0x400000, 0x400001, 0x2000004, 0x2000005, 0x7fffffff, 0xffffffff]

type Damage = (packet: Buffer, random: Random) => Buffer

const damages: readonly Damage[] = [
  // One bit.
  (packet, random) => {
    const at = random.below(packet.length)
    packet[at] = (packet[at] ?? 0) ^ (1 << random.below(8))
    return packet
  },
  // A word somewhere, such as a count or a header field, becomes another.
  (packet, random) => {
    packet.writeUInt32BE(random.pick(words), 4 * random.below(packet.length >> 2))
    return packet
  },
  // A count in the body lies.
  (packet, random) => {
    if (packet.length > 28) packet.writeUInt32BE(random.pick(words), 28 + 4 * random.below((packet.length - 28) >> 2))
    return packet
  },
  // The packet ends early, and its length says so.
  (packet, random) => relength(packet.subarray(0, 28 + random.below(packet.length - 27))),
  // Bytes too many.
  (packet, random) => relength(Buffer.concat([packet, Buffer.alloc(4 * random.below(9), random.below(256))])),
  // Two halves of it change places.
  (packet, random) => {
    const at = 28 + 4 * random.below(((packet.length - 28) >> 2) + 1)
    return relength(Buffer.concat([packet.subarray(0, 28), packet.subarray(at), packet.subarray(28, at)]))
  },
  // Another type of message.
  (packet, random) => {
    packet.writeInt32BE(random.pick([1, 2, 3, 4, 5, 6, 7, -1]), 16)
    return packet
  },
  // Another status.
  (packet, random) => {
    packet.writeInt32BE(random.pick([1, 2, 3, -1]), 24)
    return packet
  },
]

function relength(packet: Buffer): Buffer {
  const copy = Buffer.from(packet)
  copy.writeUInt32BE(copy.length, 0)
  return copy
}

/** A copy of a packet with something wrong. */
export function damage(packet: Buffer, random: Random): Buffer {
  return random.pick(damages)(Buffer.from(packet), random)
}
