// One connection to a guest's agent: lines of JSON over a UNIX socket (QEMU: docs/interop/qemu-ga-ref). Nothing that comes
// from there can be trusted: the guest may send garbage, answer late, twice, or never. So every command begins with a
// synchronization that only an agent which listens now can answer:
//   first     0xff {"execute":"guest-sync-delimited","arguments":{"id":N}}   answered by   0xff {"return":N}
//   later          {"execute":"guest-sync","arguments":{"id":N}}             answered by        {"return":N}
// What stands before the answer is left over from others, and dropped. Knows nothing of domains.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Millis } from '../../../host/Clock.js'
import { DescriptorSocket } from '../../../host/DescriptorSocket.js'
import { systemError } from '../../../host/systemError.js'
import type { PropertyValue } from '../command/CommandOption.js'
import { toJson } from '../command/toJson.js'
import { JsonReader } from '../monitor/JsonReader.js'
import { LineSplitter } from '../monitor/LineSplitter.js'
import { compactJson, parseExactJson } from '../monitor/exactJson.js'
import { AgentError } from './AgentError.js'

/** Longest answer taken from a guest, bytes; libvirt's own limit. */
const longestLine = 10 * 1024 * 1024
/** More than an answer to a synchronization has, characters. */
const longestSync = 256
/** What Node's timers can count, milliseconds; whoever wants to wait longer waits for ever. */
const longestTimer = 2 ** 31 - 1
/** Sent and answered in front of a delimited synchronization; no byte of UTF-8. */
const delimiter = 0xff

/** What becomes of a guest that cannot answer any more, by the names of QEMU's events. */
const aftermaths = ['SHUTDOWN', 'RESET', 'SUSPEND', 'SUSPEND_DISK'] as const
export type Aftermath = (typeof aftermaths)[number]

export function isAftermath(event: string): event is Aftermath {
  return aftermaths.some(name => name === event)
}

export interface AgentCommand {
  /** As errors show it. */
  readonly name: string
  /** The whole message: `execute`, and `arguments` where there are any. */
  readonly message: PropertyValue
  /** For the answer; infinite when the caller wants to wait for ever. */
  readonly deadline: Millis
  /** For the answer to the synchronization. */
  readonly syncDeadline: Millis
  /** Counts as success in place of an answer, as does that the guest hangs up. */
  readonly awaits?: Aftermath | undefined
}

/** Who waits for a line. */
interface Listener {
  line(text: string): void
  happened(event: Aftermath): void
  gone(error: Error): void
}

export class AgentChannel {
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>
  readonly #socket: DescriptorSocket
  readonly #lines = new LineSplitter(longestLine)
  #listener: Listener | undefined
  #failure: Error | undefined
  /** Whether the last exchange was complete, so that nothing can be on its way. */
  #inSync = false
  #lastId: number

  private constructor(socket: DescriptorSocket, firstId: number) {
    this.#socket = socket
    this.#lastId = firstId
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', cause => (this.#failure ??= disappeared(cause)))
    this.closed = new Promise(resolve =>
      socket.once('close', () => {
        this.#listener?.gone(this.#goneError())
        resolve()
      }),
    )
  }

  /**
   * Connects to the socket of QEMU that stands for the guest's channel.
   * @param firstId number of the first synchronization; differs between daemons, so that none takes another's answer
   * @throws LibvirtError SYSTEM_ERROR when nobody listens
   */
  static open(path: string, firstId: number): AgentChannel {
    try {
      return new AgentChannel(DescriptorSocket.connect(path), firstId)
    } catch (error) {
      throw systemError(`failed to connect to agent socket '${path}'`, error)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Tells that QEMU has spoken of the guest's end or sleep. */
  happened(event: Aftermath): void {
    this.#listener?.happened(event)
  }

  /** Ends the wait of whoever waits; an answer that comes later is dropped. */
  giveUp(error: Error): void {
    this.#listener?.gone(error)
  }

  /**
   * Has the agent execute a command. One at a time.
   * @returns its answer as it came, with spaces taken away; undefined when something else happened that was waited for
   * @throws AgentError when the agent refuses; LibvirtError AGENT_UNRESPONSIVE when it does not listen or has gone,
   * AGENT_COMMAND_TIMEOUT when it listens but does not answer, INTERNAL_ERROR when the answer is no answer
   */
  async execute({ name, message, deadline, syncDeadline, awaits }: AgentCommand): Promise<AgentAnswer | undefined> {
    await this.#synchronize(syncDeadline)
    this.#inSync = false
    const text = await this.#exchange(toLine(message), {
      deadline,
      late: () =>
        new LibvirtError('AGENT_COMMAND_TIMEOUT', `guest agent didn't respond to command ${within(deadline)}`),
      awaits,
      take: line => isAnswer(line, name),
    })
    if (text === undefined) return undefined
    this.#inSync = true
    const reply = new JsonReader(parseExactJson(text), name)
    const error = reply.field('error')
    if (!error.present) return { text: compactJson(text), value: new JsonReader(reply.field('return').value, name) }
    const [kind, description] = [error.field('class').optionalString(), error.field('desc').optionalString()]
    throw new AgentError(name, kind ?? '', description ?? '')
  }

  /** Makes sure that the next line is the answer to what is asked next. */
  async #synchronize(deadline: Millis): Promise<void> {
    const id = ++this.#lastId
    const first = !this.#inSync
    const message = { execute: first ? 'guest-sync-delimited' : 'guest-sync', arguments: { id } }
    this.#inSync = false
    const line = toLine(message)
    await this.#exchange(first ? Buffer.concat([Buffer.of(delimiter), line]) : line, {
      deadline,
      late: () =>
        new LibvirtError('AGENT_UNRESPONSIVE', `guest agent didn't respond to synchronization ${within(deadline)}`),
      awaits: undefined,
      take: text => answersSync(text, id),
    })
    this.#inSync = true
  }

  /** Sends, and takes lines until one is the answer. */
  #exchange(message: Buffer, { deadline, late, awaits, take }: Exchange): Promise<string | undefined> {
    if (this.#socket.destroyed) return Promise.reject(this.#goneError())
    if (this.#listener) throw new Error('two commands at once on an agent channel')
    return new Promise((resolve, reject) => {
      const timer = deadline > longestTimer ? undefined : setTimeout(() => settle(() => reject(late())), deadline)
      const settle = (outcome: () => void) => {
        clearTimeout(timer)
        this.#listener = undefined
        outcome()
      }
      this.#listener = {
        line: text => {
          try {
            if (take(text)) settle(() => resolve(text))
          } catch (error) {
            settle(() => reject(error instanceof Error ? error : new Error(String(error))))
          }
        },
        happened: event => event === awaits && settle(() => resolve(undefined)),
        gone: error => settle(() => (awaits && this.#socket.destroyed ? resolve(undefined) : reject(error))),
      }
      this.#socket.write(message)
    })
  }

  #receive(chunk: Buffer): void {
    try {
      for (const text of this.#lines.push(chunk)) this.#listener?.line(text)
    } catch {
      this.#failure ??= new LibvirtError('INTERNAL_ERROR', `No complete agent response found in ${longestLine} bytes`)
      this.close()
    }
  }

  #goneError(): Error {
    return this.#failure ?? disappeared()
  }
}

interface Exchange {
  readonly deadline: Millis
  readonly late: () => LibvirtError
  readonly awaits: Aftermath | undefined
  /** @returns whether this line is the answer */
  readonly take: (line: string) => boolean
}

export interface AgentAnswer {
  /** The whole message of the agent, for whoever wants it as it is. */
  readonly text: string
  /** What it returns. */
  readonly value: JsonReader
}

function disappeared(cause?: Error): LibvirtError {
  return new LibvirtError('AGENT_UNRESPONSIVE', 'Guest agent disappeared while executing command', { cause })
}

const toLine = (message: PropertyValue): Buffer => Buffer.from(`${toJson(message)}\n`)

const within = (deadline: Millis): string => `within '${Math.round(deadline / 1000)}' seconds`

/** Whether a line answers this synchronization. Answers to earlier ones may be on their way, and garbage in front of it. */
function answersSync(text: string, id: number): boolean {
  // 0xff is no UTF-8 and was read as U+FFFD.
  const last = text.slice(text.lastIndexOf('\ufffd') + 1)
  // Whatever else a guest sends, megabytes a second of it, is not worth reading.
  if (last.length > longestSync) return false
  try {
    const message: unknown = JSON.parse(last)
    return typeof message === 'object' && message !== null && 'return' in message && message.return === id
  } catch {
    return false
  }
}

/** The guest is asked for nothing but answers; other objects are skipped, as libvirt does. @throws LibvirtError INTERNAL_ERROR for garbage */
function isAnswer(text: string, command: string): boolean {
  if (text.trim() === '') return false
  let value: unknown
  try {
    value = parseExactJson(text)
  } catch (cause) {
    throw nonsense(command, text, cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw nonsense(command, text)
  return 'return' in value || 'error' in value
}

function nonsense(command: string, text: string, cause?: unknown): LibvirtError {
  const shown = text.slice(0, 100)
  return new LibvirtError('INTERNAL_ERROR', `cannot parse the guest agent's answer to '${command}': '${shown}'`, {
    cause,
  })
}
