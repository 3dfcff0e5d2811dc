// Descriptors that came with one call, until a verb takes them.
import { closeSync } from 'node:fs'
import type { FileInbox } from '../api/Driver.js'
import { LibvirtError } from '../api/LibvirtError.js'

/** Owns descriptors; `close` closes those that nobody took. */
export class ReceivedFiles implements FileInbox {
  readonly #fds: (number | undefined)[]

  constructor(fds: readonly number[] = []) {
    this.#fds = [...fds]
  }

  get count(): number {
    return this.#fds.length
  }

  /** @throws LibvirtError RPC when there is none at that index, or it was taken before */
  take(index: number): number {
    const fd = this.#fds[index]
    if (fd === undefined) throw new LibvirtError('RPC', `no descriptor number ${index} came with the call`)
    // The place stays, so that the other indexes keep their meaning.
    this.#fds[index] = undefined
    return fd
  }

  close(): void {
    for (const fd of this.#fds) if (fd !== undefined) closeSync(fd)
    this.#fds.fill(undefined)
  }
}
