// Writes to a pipe, terminal, socket or file that belongs to someone else as well, without ever waiting for its reader and
// without changing the flags that others see.
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { sendMessage } from '../../host/native.js'

/** A descriptor that takes what it can at once; the rest of a line that was begun is kept for the next time. */
export class NonBlockingFd {
  readonly #write: (data: Buffer) => number
  readonly #close: () => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(fd: number) {
    const kind = fstatSync(fd)
    // A file has no reader to wait for, and its place in the file is shared with whoever else writes to it.
    const own = kind.isFile() ? undefined : reopen(fd)
    this.#close = () => own !== undefined && closeSync(own)
    // A socket cannot be reopened, but takes the wish not to wait with each message.
    if (own === undefined && kind.isSocket()) this.#write = data => sendMessage(fd, data)
    else this.#write = data => writeSync(own ?? fd, data)
  }

  /** @returns whether the data was taken; false when the reader is behind. @throws as write(2), EAGAIN apart */
  write(data: Buffer): boolean {
    if (this.#rest.length > 0) this.#rest = this.#take(this.#rest)
    if (this.#rest.length > 0) return false
    const left = this.#take(data)
    if (left.length === data.length && data.length > 0) return false
    this.#rest = left
    return true
  }

  close(): void {
    this.#close()
  }

  #take(data: Buffer): Buffer {
    try {
      return data.subarray(Math.max(0, this.#write(data)))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return data
      throw error
    }
  }
}

/** The same pipe or terminal with flags of its own; undefined for sockets and what we may not open. */
function reopen(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}
