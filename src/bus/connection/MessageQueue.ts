import { closeSync } from 'node:fs'
import { WireError } from '../codec/values.js'
import { WireWriter } from '../codec/WireWriter.js'
import { type OutgoingMessage, writeMessage } from '../codec/writeMessage.js'
import type { Transport } from './Transport.js'

/** The system bus ends a connection that sends a longer message (`max_message_size` of dbus-daemon's system.conf). */
export const sentMessageMax = 32 * 1024 * 1024
/** Unsent bytes from which no more calls are read, so that a slow bus slows the callers down and not our memory. */
const highWater = 8 * 1024 * 1024
/** Unsent bytes with which the bus is given up. */
const hopeless = 256 * 1024 * 1024
/** A buffer that grew beyond this is not kept. */
const keptCapacity = 1024 * 1024

/** Collects the messages of one turn of the event loop in one buffer and writes them at once. */
export class MessageQueue {
  #writer = new WireWriter()
  #scheduled = false
  #ended = false

  constructor(private readonly transport: Transport) {
    transport.stream.on('drain', () => transport.stream.resume())
    transport.stream.once('close', () => {
      this.#ended = true
    })
  }

  /** @throws WireError when a value does not fit or the message is too long; descriptors are closed in any case */
  push(message: OutgoingMessage): void {
    const { descriptors = [] } = message
    if (this.#ended) return closeAll(descriptors)
    if (descriptors.length > 0) return this.#pushAlone(message, descriptors)
    this.#write(message)
    if (this.#scheduled) return
    this.#scheduled = true
    process.nextTick(() => this.flush())
  }

  /** Writes what has been collected. */
  flush(): void {
    this.#scheduled = false
    if (this.#writer.at > 0) this.#send([])
  }

  /** Descriptors belong to the first byte of what is written with them. */
  #pushAlone(message: OutgoingMessage, descriptors: readonly number[]): void {
    this.flush()
    try {
      this.#write(message)
    } catch (error) {
      closeAll(descriptors)
      throw error
    }
    this.#send(descriptors)
  }

  #write(message: OutgoingMessage): void {
    const before = this.#writer.at
    writeMessage(this.#writer, message)
    const length = this.#writer.at - before
    if (length <= sentMessageMax) return
    this.#writer.at = before
    throw new WireError(`a message of ${length} bytes is more than the bus takes`)
  }

  #send(descriptors: readonly number[]): void {
    const { stream } = this.transport
    if (this.#ended) return closeAll(descriptors)
    this.transport.send(this.#writer.bytes.subarray(0, this.#writer.at), descriptors)
    // What the kernel did not take at once still lies in the buffer, which then is the stream's.
    const busy = stream.writableLength > 0
    if (busy || this.#writer.bytes.length > keptCapacity) this.#writer = new WireWriter()
    else this.#writer.at = 0
    if (stream.writableLength > hopeless) stream.destroy(new Error('the bus takes nothing any more'))
    else if (stream.writableLength > highWater) stream.pause()
  }
}

function closeAll(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) closeSync(descriptor)
}
