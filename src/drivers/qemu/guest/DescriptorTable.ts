// The descriptors that a guest's QEMU is started with: opened here, numbered as QEMU will see them, closed on our side once
// QEMU has them.
import { closeSync, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { firstDescriptor } from '../../../host/Processes.js'
import { listenUnix } from '../../../host/native.js'
import { systemError } from '../../../host/systemError.js'
import type { Descriptors, FdSet } from '../command/CommandContext.js'
import type { FdGroup } from './fdGroups.js'

/** Connections of a character device that may wait; QEMU serves one at a time. */
const backlog = 1

export class DescriptorTable implements Descriptors, AsyncDisposable {
  readonly fds = new Map<string, readonly number[]>()
  readonly sets = new Map<string, FdSet>()
  /** Our own numbers, in the order of QEMU's. */
  readonly #own: number[] = []
  readonly #handles: FileHandle[] = []
  readonly #lent: FdGroup[] = []

  /** Our descriptors, for the start of the process: the first becomes `firstDescriptor` there. */
  get own(): readonly number[] {
    return this.#own
  }

  /** Hands over a descriptor, which the table closes in the end. @returns its number in QEMU */
  add(fd: number): number {
    this.#own.push(fd)
    return firstDescriptor + this.#own.length - 1
  }

  /** Listens on a UNIX socket for QEMU, so that clients can connect even before QEMU is up. @throws LibvirtError SYSTEM_ERROR */
  listen(path: string): number {
    try {
      return this.add(listenUnix(path, backlog))
    } catch (error) {
      throw systemError(`Unable to listen on UNIX socket '${path}'`, error)
    }
  }

  /** Opens a file as ourselves and puts it into a set that QEMU opens by number. @throws LibvirtError SYSTEM_ERROR */
  async openIntoSet(name: string, path: string, flags: number): Promise<void> {
    let handle: FileHandle
    try {
      handle = await open(path, flags | constants.O_CREAT | constants.O_NONBLOCK, 0o600)
    } catch (error) {
      throw systemError(`Unable to open file '${path}'`, error)
    }
    this.#handles.push(handle)
    this.#own.push(handle.fd)
    const fds = [firstDescriptor + this.#own.length - 1]
    this.sets.set(name, { number: this.sets.size, fds })
  }

  /** Passes descriptors on as a set that QEMU opens by number; they stay whose they are, and open meanwhile. */
  lendSet(name: string, group: FdGroup): void {
    group.hold()
    this.#lent.push(group)
    this.sets.set(name, {
      number: this.sets.size,
      fds: group.fds.map(fd => this.add(fd)),
      writable: group.writable,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const handled = new Set(this.#handles.map(({ fd }) => fd))
    const lent = new Set(this.#lent.flatMap(({ fds }) => fds))
    for (const fd of this.#own) if (!handled.has(fd) && !lent.has(fd)) closeSync(fd)
    for (const group of this.#lent.splice(0)) group.release()
    for (const handle of this.#handles.splice(0)) await handle.close()
    this.#own.length = 0
  }
}
