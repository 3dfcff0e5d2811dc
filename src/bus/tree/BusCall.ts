import { closeSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { type Guard } from '../../access/Guard.js'
import { perform } from '../../access/perform.js'
import type { Call } from '../../api/call.js'
import type { Caller } from '../../api/Caller.js'
import type { CallContext, CallTypes, FileInbox, Found } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { DriverNode } from './DriverNode.js'

/** On whose behalf something is done. */
export interface Asker {
  readonly caller: Caller
  /** Aborted when the caller leaves the bus. */
  readonly signal: AbortSignal
}

/** What a handler has of the call it serves: the object, and the road. `self` is what the path says, not yet looked up. */
export class BusCall<Self> implements CallContext {
  readonly caller: Caller
  readonly signal: AbortSignal
  /** Descriptors for the answer. */
  readonly sent: number[] = []
  #files: FileInbox = noFiles
  #known: Map<Call, Promise<unknown>> | undefined

  constructor(
    readonly node: DriverNode,
    readonly self: Self,
    { caller, signal }: Asker,
    readonly guard: Guard,
    /** Descriptors that came with the message. */
    readonly received: readonly number[] = [],
  ) {
    this.caller = caller
    this.signal = signal
  }

  get files(): FileInbox {
    return this.#files
  }

  readonly sendFile = (fd: number): void => void this.sent.push(fd)

  /** Where handlers connect streams; absent for most calls. */
  openStream?: (end: Duplex) => void

  /** Performs a call of the table for the caller. */
  perform<W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>): Promise<Z> {
    return perform(row, this.node.driverFor(row), args, this, this.guard)
  }

  /** The same, answered once for all properties that are read together. The arguments must only depend on the object. */
  once<W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>): Promise<Z> {
    this.#known ??= new Map()
    const known = this.#known.get(row)
    // Every entry was put there for its own row.
    if (known) return known as Promise<Z>
    const asked = this.perform(row, args)
    this.#known.set(row, asked)
    return asked
  }

  pathOf(found: Found): string {
    return this.node.pathOf(found)
  }

  pathsOf(list: readonly Found[]): string[] {
    return list.map(found => this.node.pathOf(found))
  }

  /** Offers the verb these descriptors of the message, in this order. @throws LibvirtError INVALID_ARG when one is offered twice */
  offerFiles(indexes: readonly number[]): void {
    if (new Set(indexes).size < indexes.length) {
      throw new LibvirtError('INVALID_ARG', 'a file descriptor is given twice')
    }
    this.#files = new ReceivedFiles(indexes.map(index => this.received[index] ?? -1))
  }

  /** Closes the message's descriptors, except those that a verb took. */
  closeReceived(): void {
    const { taken } = this.#files instanceof ReceivedFiles ? this.#files : { taken: new Set<number>() }
    for (const fd of this.received) if (!taken.has(fd)) closeSync(fd)
  }
}

class ReceivedFiles implements FileInbox {
  readonly taken = new Set<number>()

  constructor(private readonly fds: readonly number[]) {}

  get count(): number {
    return this.fds.length
  }

  take(index: number): number {
    const fd = this.fds[index]
    if (fd === undefined || this.taken.has(fd))
      throw new LibvirtError('INVALID_ARG', `no file descriptor ${index} came`)
    this.taken.add(fd)
    return fd
  }
}

const noFiles: FileInbox = new ReceivedFiles([])
