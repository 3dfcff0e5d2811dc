// One stream of one client: packets on one side, a Node stream of the driver on the other (rpc.md section 6).
import type { Duplex } from 'node:stream'
import { LibvirtError } from '../api/LibvirtError.js'
import { messageStatus, streamChunk } from './packet.js'

/** What the endpoint needs of its connection. */
export interface StreamWire {
  /** Sends a stream packet; resolves when it has left, so that one packet is in flight. */
  send(status: number, data?: Uint8Array): Promise<void>
  sendHole(length: bigint): Promise<void>
  fail(error: LibvirtError): void
  /** The stream is over; later packets of it are ignored. */
  closed(): void
}

/** A piece of a sparse stream without bytes, among the Buffers that a driver's end in object mode yields. */
export interface Hole {
  readonly hole: bigint
}
export const isHole = (piece: unknown): piece is Hole =>
  typeof piece === 'object' && piece !== null && 'hole' in piece && typeof piece.hole === 'bigint'

/**
 * A driver's end that knows holes: `skip` jumps over them when written to. When read, it yields `Hole`s between its Buffers, or
 * emits 'hole' with a bigint.
 */
export interface SparseEnd {
  skip(length: bigint): void
}
const knowsHoles = (end: Duplex): end is Duplex & SparseEnd => 'skip' in end && typeof end.skip === 'function'

export class StreamEndpoint {
  #over = false

  constructor(
    private readonly wire: StreamWire,
    private readonly end: Duplex,
    private readonly sparse: boolean,
  ) {
    end.on('error', error => this.fail(error))
  }

  /** Begins to send what the driver's end yields. Call it after the reply of the opening call. */
  start(): void {
    void this.#pump().catch(error => this.fail(error))
  }

  /** Data from the client; resolves when the driver's end wants more. */
  async receive(data: Buffer): Promise<void> {
    if (this.#over || this.end.destroyed) return
    if (!this.end.write(data)) await this.#drained()
  }

  receiveHole(length: bigint): void {
    if (this.#over) return
    if (!this.sparse || !knowsHoles(this.end) || length < 0n) {
      this.fail(new LibvirtError('RPC', 'Unexpected hole in the stream'))
      return
    }
    this.end.skip(length)
  }

  /** The client is done: what it wrote must be safe before we say so. */
  async finish(): Promise<void> {
    if (this.#over) return
    if (!this.end.writableFinished) {
      await new Promise<void>(resolve => {
        this.end.once('error', () => resolve())
        this.end.end(resolve)
      })
    }
    if (this.#over) return
    this.#close()
    await this.wire.send(messageStatus.ok)
  }

  /** The client gives up; the driver's end goes away without ceremony. */
  async abort(): Promise<void> {
    if (this.#over) return
    this.#close()
    await this.wire.send(messageStatus.ok)
  }

  /** The connection is gone. */
  drop(): void {
    if (!this.#over) this.#close()
  }

  async #pump(): Promise<void> {
    this.end.on('hole', (length: bigint) => {
      if (this.sparse && !this.#over) void this.wire.sendHole(length).catch(() => this.drop())
    })
    for await (const piece of this.end.iterator({ destroyOnReturn: false })) {
      if (isHole(piece)) {
        if (this.sparse && !this.#over) await this.wire.sendHole(piece.hole)
        continue
      }
      const data = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece))
      for (let at = 0; at < data.length && !this.#over; at += streamChunk) {
        await this.wire.send(messageStatus.continue, data.subarray(at, at + streamChunk))
      }
      if (this.#over) return
    }
    // An empty packet says that nothing more comes; the client then finishes the stream.
    if (!this.#over) await this.wire.send(messageStatus.continue)
  }

  #drained(): Promise<void> {
    return new Promise(resolve => {
      const settle = () => {
        this.end.off('drain', settle).off('close', settle)
        resolve()
      }
      this.end.once('drain', settle).once('close', settle)
    })
  }

  /** The stream cannot go on: says why, if it is not over already. */
  fail(cause: unknown): void {
    if (this.#over) return
    this.#close()
    const text = cause instanceof Error ? cause.message : String(cause)
    this.wire.fail(cause instanceof LibvirtError ? cause : new LibvirtError('OPERATION_FAILED', text, { cause }))
  }

  #close(): void {
    this.#over = true
    this.wire.closed()
    this.end.destroy()
  }
}
