// The client's end of a stream, as a Node stream: what is written goes out as data, `end()` finishes, `destroy()` aborts. Items
// are Buffers, and holes where the call allows them.
import { Duplex } from 'node:stream'
import { LibvirtError } from '../../api/LibvirtError.js'
import { messageStatus, streamChunk } from '../packet.js'
import { type Hole, isHole } from '../StreamEndpoint.js'

/** What the stream needs of its connection. */
export interface ClientStreamWire {
  /** Sends a stream packet; resolves when it has left. */
  send(status: number, data?: Uint8Array): Promise<void>
  sendHole(length: bigint): Promise<void>
  /** Whether received items wait for somebody to take them. */
  waiting(full: boolean): void
  /** The stream is over. */
  closed(): void
}

/** Received items that may wait before the connection is read no further. */
const mostWaiting = 64

export class ClientStream extends Duplex {
  readonly #received: (Buffer | Hole | null)[] = []
  #wanted = false
  #over = false
  #finished: ((error?: Error) => void) | undefined

  constructor(private readonly wire: ClientStreamWire) {
    // One item at a time, so that the order of data and holes is theirs.
    super({ objectMode: true, highWaterMark: 1, allowHalfOpen: true })
  }

  /** Jumps over bytes of a sparse stream. */
  skip(length: bigint): void {
    this.write({ hole: length })
  }

  /** Data or a hole from the server; null is the end of its data. */
  receive(item: Buffer | Hole | null): void {
    this.#received.push(item)
    if (this.#received.length >= mostWaiting) this.wire.waiting(true)
    if (this.#wanted) this.#deliver()
  }

  /** The server confirms the end. */
  confirm(): void {
    this.#close()
    this.receive(null)
    this.#finished?.()
  }

  /** The server ends the stream with an error, or the connection is gone. */
  fail(error: Error): void {
    this.#close()
    this.#finished?.(error)
    this.destroy(error)
  }

  override _read(): void {
    this.#wanted = true
    this.#deliver()
  }

  override _write(item: Buffer | Hole, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#sendItem(item).then(() => done(), done)
  }

  /** Done when the server says that everything is safe. */
  override _final(done: (error?: Error) => void): void {
    if (this.#over) return done()
    this.#finished = done
    this.wire.send(messageStatus.ok).catch(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#over) {
      this.#close()
      void this.wire.send(messageStatus.error)
    }
    this.#finished?.(error ?? new LibvirtError('OPERATION_ABORTED', 'the stream was aborted'))
    this.#received.length = 0
    this.wire.waiting(false)
    done(error)
  }

  async #sendItem(item: Buffer | Hole): Promise<void> {
    if (isHole(item)) return this.wire.sendHole(item.hole)
    for (let at = 0; at < item.length && !this.#over; at += streamChunk) {
      await this.wire.send(messageStatus.continue, item.subarray(at, at + streamChunk))
    }
  }

  #deliver(): void {
    while (this.#wanted) {
      const item = this.#received.shift()
      if (item === undefined) break
      this.#wanted = this.push(item)
      if (item === null) break
    }
    if (this.#received.length < mostWaiting) this.wire.waiting(false)
  }

  #close(): void {
    if (this.#over) return
    this.#over = true
    this.wire.closed()
  }
}
