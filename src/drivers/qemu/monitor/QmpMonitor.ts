// One guest's QMP connection: lines of JSON over a UNIX socket (QEMU: docs/interop/qmp-spec). Commands are pipelined, QEMU
// answers in order of arrival, and every command has a deadline. Knows nothing of domains.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Clock, Millis } from '../../../host/Clock.js'
import { DescriptorSocket } from '../../../host/DescriptorSocket.js'
import { systemError } from '../../../host/systemError.js'
import { JsonReader } from './JsonReader.js'
import { LineSplitter } from './LineSplitter.js'
import { QmpError } from './QmpError.js'

/** Longest line taken from QEMU, as in libvirt; query-qmp-schema of QEMU 10 has 0.4 MiB. */
const longestLine = 10 * 1024 * 1024

export interface QmpEvent {
  /** As QEMU spells it: `SHUTDOWN`. */
  readonly name: string
  readonly data: JsonReader
  /** When it happened, by QEMU's clock: since 1970. */
  readonly time: { readonly seconds: number; readonly microseconds: number }
}

export interface QmpOptions {
  /** The guest, as errors name it. */
  readonly guest: string
  readonly clock: Pick<Clock, 'monotonic'>
  /** How long QEMU may take for a command that names no deadline of its own. */
  readonly deadline: Millis
  /** Hangs up when aborted, also while the connection is being made. */
  readonly signal?: AbortSignal
  /** Told of every event, in order. */
  readonly onEvent: (event: QmpEvent) => void
}

export interface CommandOptions {
  readonly deadline?: Millis
  /** Descriptors that go with the command (`getfd`, `add-fd`); closed once sent. */
  readonly descriptors?: readonly number[]
}

interface Pending {
  readonly command: string
  readonly since: Millis
  readonly timer: NodeJS.Timeout
  readonly resolve: (reply: JsonReader) => void
  readonly reject: (error: Error) => void
}

export class QmpMonitor {
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>
  readonly #socket: DescriptorSocket
  readonly #options: QmpOptions
  readonly #lines = new LineSplitter(longestLine)
  readonly #pending = new Map<string, Pending>()
  /** Commands among the pending ones whose deadline has passed; ids of answered ones are swept out when looked at. */
  readonly #expired = new Set<string>()
  #greeted = false
  #nextId = 1
  #failure: Error | undefined

  private constructor(socket: DescriptorSocket, options: QmpOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on(
      'error',
      error => (this.#failure ??= systemError(this.#about('Error while processing monitor IO'), error)),
    )
    const hangUp = () => this.close()
    options.signal?.addEventListener('abort', hangUp)
    this.closed = new Promise(resolve =>
      socket.once('close', () => {
        options.signal?.removeEventListener('abort', hangUp)
        this.#abandon()
        resolve()
      }),
    )
  }

  /**
   * Connects to a listening monitor socket and leaves negotiation mode. QEMU need not be up yet: the kernel keeps the
   * connection until it accepts.
   * @param deadline for the greeting
   * @throws LibvirtError SYSTEM_ERROR when nobody listens, OPERATION_TIMEOUT, INTERNAL_ERROR when QEMU hangs up
   */
  static async open(path: string, options: QmpOptions, deadline: Millis = options.deadline): Promise<QmpMonitor> {
    let socket: DescriptorSocket
    try {
      socket = DescriptorSocket.connect(path)
    } catch (error) {
      throw systemError(`failed to connect to monitor socket '${path}'`, error)
    }
    return QmpMonitor.over(socket, options, deadline)
  }

  /**
   * Takes over a socket that is connected to a monitor and leaves negotiation mode. The socket is closed with the monitor.
   * @throws LibvirtError OPERATION_TIMEOUT, INTERNAL_ERROR when QEMU hangs up
   */
  static async over(
    socket: DescriptorSocket,
    options: QmpOptions,
    deadline: Millis = options.deadline,
  ): Promise<QmpMonitor> {
    const monitor = new QmpMonitor(socket, options)
    try {
      await monitor.execute('qmp_capabilities', undefined, { deadline })
      if (!monitor.#greeted) throw new LibvirtError('INTERNAL_ERROR', monitor.#about('this is no QMP monitor'))
    } catch (error) {
      monitor.close()
      throw error
    }
    return monitor
  }

  /**
   * Has QEMU execute a command; many may be under way.
   * @throws QmpError when QEMU refuses, LibvirtError OPERATION_TIMEOUT when it does not answer in time or still owes an
   * answer that is overdue, INTERNAL_ERROR when the connection is gone
   */
  execute(
    command: string,
    args?: Readonly<Record<string, unknown>>,
    options: CommandOptions = {},
  ): Promise<JsonReader> {
    const { deadline = this.#options.deadline, descriptors = [] } = options
    if (this.#socket.destroyed) return Promise.reject(this.#goneError())
    const overdue = this.#overdue()
    if (overdue) return Promise.reject(this.#hungError(overdue))
    const id = `virtbus-${this.#nextId++}`
    const message = JSON.stringify(args ? { execute: command, arguments: args, id } : { execute: command, id })
    return new Promise((resolve, reject) => {
      const since = this.#options.clock.monotonic()
      const timer = setTimeout(() => this.#expire(id), deadline)
      this.#pending.set(id, { command, since, timer, resolve, reject })
      this.#socket.send(Buffer.from(`${message}\r\n`), descriptors)
    })
  }

  /** Since when QEMU owes an answer whose deadline has passed, on the monotonic clock; undefined while it is well. */
  get hungSince(): Millis | undefined {
    return this.#overdue()?.since
  }

  /** Hangs up; commands under way fail. */
  close(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#take(line)
    } catch (error) {
      // Whoever sends nonsense is not listened to any longer.
      this.#failure ??= error instanceof Error ? error : new Error(String(error))
      this.close()
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const message = new JsonReader(parseLine(line, this.#about('cannot parse json from QEMU')), 'QMP')
    const event = message.field('event')
    if (event.present) {
      this.#options.onEvent({
        name: event.string(),
        data: message.field('data'),
        time: timeOf(message.field('timestamp')),
      })
    } else if (message.field('QMP').present) this.#greeted = true
    else this.#answer(message)
  }

  #answer(message: JsonReader): void {
    const error = message.field('error')
    const id = message.field('id').optionalString()
    const pending = id === undefined ? undefined : this.#pending.get(id)
    if (!pending || id === undefined) return
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    // After its deadline nobody listens any more; the promise has been settled then and ignores this.
    if (error.present) {
      pending.reject(new QmpError(pending.command, error.field('class').string(), error.field('desc').string()))
    } else {
      pending.resolve(new JsonReader(message.field('return').value, pending.command))
    }
  }

  /** Gives up waiting, but remembers the command: as long as its answer is missing, QEMU counts as hung. */
  #expire(id: string): void {
    const pending = this.#pending.get(id)
    if (pending) pending.reject(this.#hungError(pending))
    this.#expired.add(id)
  }

  #overdue(): Pending | undefined {
    for (const id of this.#expired) {
      const pending = this.#pending.get(id)
      if (pending) return pending
      this.#expired.delete(id)
    }
    return undefined
  }

  #abandon(): void {
    for (const { timer, reject } of this.#pending.values()) {
      clearTimeout(timer)
      reject(this.#goneError())
    }
    this.#pending.clear()
  }

  #about(text: string): string {
    return `${text} (vm='${this.#options.guest}')`
  }

  #goneError(): Error {
    return this.#failure ?? new LibvirtError('INTERNAL_ERROR', this.#about('End of file from qemu monitor'))
  }

  #hungError({ command, since }: Pending): LibvirtError {
    const seconds = ((this.#options.clock.monotonic() - since) / 1000).toFixed(1)
    return new LibvirtError(
      'OPERATION_TIMEOUT',
      `QEMU of guest '${this.#options.guest}' has not answered '${command}' for ${seconds} s`,
      { hint: 'It may be stopped or waiting for storage; destroying the guest ends it' },
    )
  }
}

function timeOf(timestamp: JsonReader): QmpEvent['time'] {
  const part = (name: string) => {
    const field = timestamp.present ? timestamp.field(name) : timestamp
    return field.present ? field.integer() : 0
  }
  return { seconds: part('seconds'), microseconds: part('microseconds') }
}

function parseLine(line: string, refusal: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new LibvirtError('INTERNAL_ERROR', `${refusal}: '${line.slice(0, 200)}'`, { cause })
  }
}
