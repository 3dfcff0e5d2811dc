// A UNIX stream socket as a Node stream that also carries descriptors. Both wire protocols say in their own headers how many
// descriptors belong to a message, so that received ones wait here in order until the reader of that header takes them.
import { closeSync } from 'node:fs'
import { Duplex } from 'node:stream'
import {
  connectUnix,
  type ReceivedMessage,
  receiveMessage,
  sendMessage,
  type Watch,
  watch,
  watchFor,
} from './native.js'

/** Descriptors that may wait for their message. D-Bus allows 16 with one and libvirt 32; more is an attack. */
const mostWaiting = 128

// Reading is synchronous, and what was read is copied out at once: all sockets share one buffer.
const incoming = Buffer.allocUnsafeSlow(65536)

/**
 * Owns a connected, non-blocking UNIX socket. `end()` writes what is left and then closes both directions. Whoever reads
 * takes descriptors while handling 'data': those left over when the stream has ended are closed with it.
 */
export class DescriptorSocket extends Duplex {
  readonly fd: number
  readonly #watch: Watch
  readonly #received: number[] = []
  /** Descriptors still to be sent, each with the place in the outgoing bytes that they belong to. */
  readonly #outgoing: { readonly at: number; readonly fds: readonly number[] }[] = []
  #accepted = 0
  #sent = 0
  #wanted = 0
  #blocked: (() => void) | undefined

  /** @param fd from `acceptConnection`, `connectUnix` or `socketPair`; closed with the stream */
  constructor(fd: number) {
    super({ allowHalfOpen: false, decodeStrings: true })
    this.fd = fd
    this.#watch = watch(fd, (events, error) => this.#ready(events, error))
  }

  /** Connects to a path, or with a leading '@' to an abstract name. Throws as `connectUnix` does. */
  static connect(path: string): DescriptorSocket {
    return new DescriptorSocket(connectUnix(path))
  }

  /**
   * Writes bytes that descriptors go with; the socket closes the descriptors once they are sent.
   * @returns as `write`: false asks to wait for 'drain'
   */
  send(data: Uint8Array, fds: readonly number[]): boolean {
    if (fds.length > 0) this.#outgoing.push({ at: this.#accepted, fds })
    return this.write(data)
  }

  override write(chunk: Uint8Array | string, ...rest: never[]): boolean {
    this.#accepted += Buffer.byteLength(chunk)
    return super.write(chunk, ...rest)
  }

  /** The oldest received descriptors, now the caller's to close. @throws RangeError when fewer have come */
  takeDescriptors(count: number): number[] {
    if (count > this.#received.length)
      throw new RangeError(`${count} descriptors announced, ${this.#received.length} received`)
    return this.#received.splice(0, count)
  }

  /** Received descriptors that nobody has taken. */
  get waitingDescriptors(): number {
    return this.#received.length
  }

  ref(): this {
    this.#watch.hold(true)
    return this
  }

  unref(): this {
    this.#watch.hold(false)
    return this
  }

  override _read(): void {
    this.#want(this.#wanted | watchFor.readable)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    this.#flush(chunk, callback)
  }

  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error) => void): void {
    this.#flush(Buffer.concat(chunks.map(part => part.chunk)), callback)
  }

  override _final(callback: () => void): void {
    callback()
    this.destroy()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#watch.close()
    for (const fd of [this.fd, ...this.#received, ...this.#outgoing.flatMap(part => part.fds)]) closeSync(fd)
    this.#received.length = 0
    this.#outgoing.length = 0
    callback(error)
  }

  #want(events: number): void {
    if (events === this.#wanted || this.destroyed) return
    this.#wanted = events
    this.#watch.set(events)
  }

  /** Nothing here catches what listeners of 'data' throw: that is a bug of theirs, and not the peer's doing. */
  #ready(events: number, error: Error | undefined): void {
    if (error) {
      this.destroy(lossOf(error))
      return
    }
    if (events & watchFor.writable) this.#unblock()
    if (events & watchFor.readable && !this.destroyed) this.#receive()
  }

  #receive(): void {
    let message: ReceivedMessage | undefined
    try {
      message = receiveMessage(this.fd, incoming)
    } catch (failure) {
      this.destroy(failure instanceof Error ? failure : new Error(String(failure)))
    }
    if (message === undefined) return
    this.#received.push(...message.fds)
    if (message.truncated || this.#received.length > mostWaiting) {
      const why = message.truncated ? 'The kernel dropped descriptors' : `More than ${mostWaiting} descriptors wait`
      this.destroy(new Error(`${why}: the peer sent more than belong to any message`))
      return
    }
    const more = message.bytes === 0 ? this.push(null) : this.push(Buffer.from(incoming.subarray(0, message.bytes)))
    if (!more || message.bytes === 0) this.#want(this.#wanted & ~watchFor.readable)
  }

  #unblock(): void {
    this.#want(this.#wanted & ~watchFor.writable)
    const resume = this.#blocked
    this.#blocked = undefined
    resume?.()
  }

  /** Sends all of `data`, each group of descriptors with the first byte it belongs to, and waits where the kernel is full. */
  #flush(data: Buffer, callback: (error?: Error) => void): void {
    let rest = data
    try {
      while (rest.length > 0) {
        const next = this.#outgoing[0]
        const here = next?.at === this.#sent ? next : undefined
        const limit = here ? this.#outgoing[1]?.at : next?.at
        const part = limit === undefined ? rest : rest.subarray(0, limit - this.#sent)
        const taken = sendMessage(this.fd, part, here?.fds)
        if (taken < 0) {
          this.#blocked = () => this.#flush(rest, callback)
          this.#want(this.#wanted | watchFor.writable)
          return
        }
        if (here) {
          this.#outgoing.shift()
          for (const fd of here.fds) closeSync(fd)
        }
        this.#sent += taken
        rest = rest.subarray(taken)
      }
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)))
      return
    }
    callback()
  }
}

/** libuv calls whatever poll reports as an error a bad descriptor; on a socket that is ours, the other side has gone. */
function lossOf(error: Error): Error {
  if (!('code' in error) || error.code !== 'EBADF') return error
  return Object.assign(new Error('read ECONNRESET', { cause: error }), { code: 'ECONNRESET', syscall: 'read' })
}
