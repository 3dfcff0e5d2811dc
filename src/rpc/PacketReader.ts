import { bodyStart, headerSize, largestPacket, lengthSize, type Packet, parseHeader } from './packet.js'

/** A length word that no packet has: the connection cannot go on. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
}

/**
 * Cuts a byte stream into packets. Holds at most one packet's bytes; grows with what has really arrived, never with what a
 * length word promises.
 */
export class PacketReader {
  #chunks: Buffer[] = []
  #buffered = 0

  /** Bytes that wait for the rest of their packet. */
  get buffered(): number {
    return this.#buffered
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
  }

  /** The next whole packet, or undefined until more has come. @throws FramingError */
  next(): Packet | undefined {
    if (this.#buffered < lengthSize) return undefined
    const length = this.#peekLength()
    if (length < lengthSize + headerSize || length > lengthSize + largestPacket) {
      throw new FramingError(`packet length ${length} is out of range`)
    }
    if (this.#buffered < length) return undefined
    const bytes = this.take(length)
    return bytes.length < bodyStart ? undefined : { header: parseHeader(bytes), bytes }
  }

  /** Takes bytes that are there, see `buffered`. */
  take(length: number): Buffer {
    const first = this.#chunks[0]
    this.#buffered -= length
    if (first && first.length >= length) {
      if (first.length === length) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(length)
      return first.subarray(0, length)
    }
    const all = Buffer.concat(this.#chunks)
    this.#chunks = all.length > length ? [all.subarray(length)] : []
    return all.subarray(0, length)
  }

  #peekLength(): number {
    const first = this.#chunks[0]
    if (first && first.length >= lengthSize) return first.readUInt32BE(0)
    // A length word in pieces: join once.
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all.readUInt32BE(0)
  }
}
