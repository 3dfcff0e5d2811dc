import { bodyStart, headerSize, largestPacket, lengthSize, type Packet, parseHeader } from './packet.js'

/** A length word that no packet has: the connection cannot go on. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
}

/**
 * Cuts a byte stream into packets. Keeps what has really arrived, never room for what a length word promises, and keeps it
 * in one piece: a client that sends single bytes costs no more than one that sends packets.
 */
export class PacketReader {
  /** What has come and was not taken yet is `#bytes` from `#start` to `#end`. */
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  #end = 0
  /** Set while `#bytes` is a buffer of our own making and not a chunk of the socket. */
  #ours = false

  /** @param largest bytes of a packet without its length word; changes when a client has authenticated */
  constructor(public largest = largestPacket) {}

  /** Bytes that wait for the rest of their packet. */
  get buffered(): number {
    return this.#end - this.#start
  }

  push(chunk: Buffer): void {
    const { buffered } = this
    if (buffered === 0) {
      this.#bytes = chunk
      this.#ours = false
      this.#start = 0
      this.#end = chunk.length
      return
    }
    // Packets taken before are views of the old buffer, in front of `#start`; what is behind `#end` belongs to nobody.
    if (this.#ours && this.#end + chunk.length <= this.#bytes.length) {
      chunk.copy(this.#bytes, this.#end)
    } else {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * (buffered + chunk.length), 4096))
      this.#bytes.copy(larger, 0, this.#start, this.#end)
      chunk.copy(larger, buffered)
      this.#bytes = larger
      this.#ours = true
      this.#start = 0
      this.#end = buffered
    }
    this.#end += chunk.length
  }

  /** The next whole packet, or undefined until more has come. @throws FramingError */
  next(): Packet | undefined {
    if (this.buffered < lengthSize) return undefined
    const length = this.#bytes.readUInt32BE(this.#start)
    if (length < lengthSize + headerSize || length > lengthSize + this.largest) {
      throw new FramingError(`packet length ${length} is out of range`)
    }
    if (this.buffered < length) return undefined
    const bytes = this.take(length)
    return bytes.length < bodyStart ? undefined : { header: parseHeader(bytes), bytes }
  }

  /** Takes bytes that are there, see `buffered`. */
  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#start, this.#start + length)
    this.#start += length
    return taken
  }
}
