// A terminal device as a stream of bytes. Node's own terminal streams change its modes, which belong to whoever made it.
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { type Watch, watch, watchFor } from './native.js'
import { hasCode, systemError } from './systemError.js'

// What was read is copied out at once, so that all terminals can share this.
const incoming = Buffer.allocUnsafeSlow(65536)

/** Owns one opening of a terminal; the other users of the device are not affected. Ends when its master side hangs up. */
export class Terminal extends Duplex {
  readonly #fd: number
  readonly #watch: Watch
  #wanted = 0
  #blocked: (() => void) | undefined

  /** Opening neither waits nor touches a disk. @throws LibvirtError SYSTEM_ERROR */
  constructor(path: string) {
    super({ allowHalfOpen: false })
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants
    try {
      this.#fd = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
    } catch (error) {
      throw systemError(`Unable to open terminal '${path}'`, error)
    }
    // The event loop reports the hang-up of a terminal as an error of its own poll.
    this.#watch = watch(this.#fd, (events, error) => this.#ready(error ? watchFor.hangUp : events))
  }

  override _read(): void {
    this.#want(this.#wanted | watchFor.readable)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    let rest = chunk
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest))
    } catch (error) {
      if (!hasCode(error, 'EAGAIN')) return callback(error instanceof Error ? error : new Error(String(error)))
      this.#blocked = () => this._write(rest, 'utf8', callback)
      return this.#want(this.#wanted | watchFor.writable)
    }
    callback()
  }

  override _final(callback: () => void): void {
    callback()
    this.destroy()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#watch.close()
    closeSync(this.#fd)
    callback(error)
  }

  #want(events: number): void {
    if (events === this.#wanted || this.destroyed) return
    this.#wanted = events
    this.#watch.set(events)
  }

  #ready(events: number): void {
    if (events & watchFor.writable) {
      this.#want(this.#wanted & ~watchFor.writable)
      const resume = this.#blocked
      this.#blocked = undefined
      resume?.()
    }
    if (events & (watchFor.readable | watchFor.hangUp) && !this.destroyed) this.#receive()
  }

  #receive(): void {
    let bytes = 0
    try {
      bytes = readSync(this.#fd, incoming)
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) return
      // EIO is how a terminal says that its master has hung up.
      if (!hasCode(error, 'EIO')) return void this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
    const more = this.push(bytes === 0 ? null : Buffer.from(incoming.subarray(0, bytes)))
    if (!more || bytes === 0) this.#want(this.#wanted & ~watchFor.readable)
  }
}
