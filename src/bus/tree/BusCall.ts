import type { Duplex } from 'node:stream'
import type { Guard } from '../../access/Guard.js'
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
    /** Descriptors that came with the message; -1 in place of one that was taken. */
    readonly received: number[] = [],
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

  /** Whether the driver knows a call at all; cheaper than the refusal where many objects are asked. */
  serves(row: Call): boolean {
    return this.node.drivers.length > 0 && row.name in this.node.driverFor(row).verbs
  }

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
    this.#files = new ReceivedFiles(this.received, indexes)
  }
}

class ReceivedFiles implements FileInbox {
  constructor(
    private readonly received: number[],
    private readonly indexes: readonly number[],
  ) {}

  get count(): number {
    return this.indexes.length
  }

  take(index: number): number {
    const place = this.indexes[index] ?? -1
    const fd = this.received[place] ?? -1
    if (fd < 0) throw new LibvirtError('INVALID_ARG', `no file descriptor ${index} came with the call`)
    this.received[place] = -1
    return fd
  }
}

const noFiles: FileInbox = new ReceivedFiles([], [])
