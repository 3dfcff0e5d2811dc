import { type Message, messageLength, readMessage } from './Message.js'
import { WireError } from './values.js'

/** Bytes that tell a message's length. */
const headerLength = 16

/** Cuts a stream of bytes into messages. A message that came in one piece is not copied. */
export class MessageParser {
  /** The beginning of a message: a buffer for all of it once its length is known. */
  #pending: Buffer = Buffer.alloc(0)
  #filled = 0

  constructor(
    private readonly onMessage: (message: Message) => void,
    /** Takes the descriptors that belong to the message just completed. */
    private readonly takeDescriptors: (count: number) => readonly number[],
  ) {}

  /** @throws WireError when the stream cannot be understood any more */
  push(chunk: Buffer): void {
    let rest = this.#filled > 0 ? this.#complete(chunk) : chunk
    while (rest.length >= headerLength) {
      const length = messageLength(rest)
      if (rest.length < length) break
      this.#deliver(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
    if (rest.length > 0) this.#keep(rest)
  }

  /** Adds to the message begun earlier; answers what lies behind it. */
  #complete(chunk: Buffer): Buffer {
    let rest = chunk
    if (this.#filled < headerLength) {
      rest = this.#fill(rest, headerLength)
      if (this.#filled < headerLength) return rest
      this.#grow(messageLength(this.#pending))
    }
    rest = this.#fill(rest, this.#pending.length)
    if (this.#filled < this.#pending.length) return rest
    const message = this.#pending
    this.#filled = 0
    this.#deliver(message)
    return rest
  }

  #fill(chunk: Buffer, to: number): Buffer {
    const count = chunk.copy(this.#pending, this.#filled, 0, to - this.#filled)
    this.#filled += count
    return chunk.subarray(count)
  }

  #grow(length: number): void {
    const whole = Buffer.allocUnsafeSlow(length)
    this.#pending.copy(whole, 0, 0, this.#filled)
    this.#pending = whole
  }

  /** Begins a message that is not complete. */
  #keep(start: Buffer): void {
    this.#pending = Buffer.allocUnsafeSlow(start.length < headerLength ? headerLength : messageLength(start))
    this.#filled = start.copy(this.#pending)
  }

  #deliver(bytes: Buffer): void {
    const message = readMessage(bytes)
    const { unixFds = 0 } = message.fields
    if (unixFds > 0) message.descriptors = [...this.#takeAll(unixFds)]
    this.onMessage(message)
  }

  #takeAll(count: number): readonly number[] {
    try {
      return this.takeDescriptors(count)
    } catch (cause) {
      throw new WireError('a message came without its descriptors', { cause })
    }
  }
}
