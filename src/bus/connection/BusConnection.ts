// One connection to a message bus: calls out, calls in, signals both ways. Knows no interface but the bus's own.
import { closeSync } from 'node:fs'
import { messageFlags, type Message, messageTypes } from '../codec/Message.js'
import { MessageParser } from '../codec/MessageParser.js'
import { authenticate } from './authenticate.js'
import { BusError, busErrors } from './BusError.js'
import { busName } from './busName.js'
import { MessageQueue } from './MessageQueue.js'
import { parseBusAddress } from './parseBusAddress.js'
import { PendingCalls, type Reply } from './PendingCalls.js'
import { isWellKnown, type SignalListener, type SignalMatch, Subscriptions } from './Subscriptions.js'
import { openTransport, type Transport } from './Transport.js'

export interface MethodCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly values?: readonly unknown[]
  /** What `h` values index; the call takes them. */
  readonly descriptors?: readonly number[]
  /** Milliseconds; 25 seconds when absent, as everywhere on D-Bus. */
  readonly timeout?: number
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined
  /** The called service may prompt. */
  readonly interactive?: boolean
}
export interface Signal {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature: string
  readonly values: readonly unknown[]
  /** Only this client gets it; without it everybody who asked the bus for such signals. */
  readonly destination?: string | undefined
}
const busItself = { destination: busName, path: '/org/freedesktop/DBus', interface: busName } as const
/** RequestName: fail at once when the name is taken, and never let it be taken away. */
const doNotQueue = 4
const noDescriptors = 'This connection cannot carry file descriptors'

export class BusConnection {
  /** Settles when the connection ends by anything but `close`. */
  readonly lost: Promise<Error>
  /** Handles every incoming call and owns its descriptors. Calls that come before it is set are refused. */
  onCall: ((message: Message) => void) | undefined
  #uniqueName = ''
  readonly #queue: MessageQueue
  readonly #pending = new PendingCalls()
  readonly #subscriptions = new Subscriptions()
  /** Services whose owners are known, by their names. */
  readonly #followed = new Map<string, Promise<void>>()
  #serial = 0
  #ended = false

  private constructor(private readonly transport: Transport) {
    this.#queue = new MessageQueue(transport)
    const { stream } = transport
    const parser = new MessageParser(
      message => this.#receive(message),
      count => transport.takeDescriptors(count),
    )
    let failure = new Error('the connection to the bus has ended')
    stream.on('error', error => {
      failure = error
    })
    stream.on('data', (chunk: Buffer) => {
      try {
        parser.push(chunk)
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    })
    this.lost = new Promise(resolve => {
      stream.once('close', () => {
        this.#pending.endAll(new BusError(busErrors.disconnected, failure.message, { cause: failure }))
        if (!this.#ended) resolve(failure)
        this.#ended = true
      })
    })
  }

  /** Connects and says hello. @param address as in DBUS_SESSION_BUS_ADDRESS */
  static async open(address: string): Promise<BusConnection> {
    const transport = await openTransport(parseBusAddress(address))
    try {
      await authenticate(transport)
      const connection = new BusConnection(transport)
      const { values } = await connection.call({ ...busItself, member: 'Hello' })
      connection.#uniqueName = String(values[0])
      return connection
    } catch (error) {
      transport.stream.destroy()
      throw error
    }
  }

  /** Our name on the bus, such as `:1.42`. */
  get uniqueName(): string {
    return this.#uniqueName
  }

  get carriesDescriptors(): boolean {
    return this.transport.stream.supportsUnixFd === true
  }

  /** Writes what is queued and closes. Calls under way fail. */
  async close(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    this.#queue.flush()
    const { stream } = this.transport
    await new Promise<void>(resolve => {
      stream.once('close', resolve)
      stream.end(() => stream.destroy())
    })
  }

  /** Calls a method. Descriptors of the reply are the caller's to close. @throws BusError with the reply's error name */
  call(call: MethodCall): Promise<Reply> {
    const { destination, path, interface: iface, member, signature = '', values = [], descriptors = [] } = call
    const obstacle = this.#obstacle(descriptors)
    if (obstacle) {
      for (const descriptor of descriptors) closeSync(descriptor)
      return Promise.reject(obstacle)
    }
    const serial = this.#nextSerial()
    const fields = { path, interface: iface, member, destination, signature }
    const flags = call.interactive ? messageFlags.allowInteractiveAuthorization : 0
    this.#queue.push({ type: messageTypes.call, flags, serial, fields, values, descriptors })
    return this.#pending.wait(serial, call)
  }

  /** Calls a method of the bus itself. */
  async callBus(member: string, signature: string, values: readonly unknown[]): Promise<Reply> {
    return this.call({ ...busItself, member, signature, values })
  }

  /** Answers a call, unless the caller wants no answer. Takes the descriptors. @throws WireError as `writeMessage` */
  reply(call: Message, signature: string, values: readonly unknown[], descriptors: readonly number[] = []): void {
    const silent = (call.flags & messageFlags.noReplyExpected) !== 0
    if (silent || (descriptors.length > 0 && !this.carriesDescriptors)) {
      for (const descriptor of descriptors) closeSync(descriptor)
      if (!silent) this.replyError(call, busErrors.notSupported, noDescriptors)
      return
    }
    const fields = { replySerial: call.serial, destination: call.fields.sender ?? '', signature }
    const serial = this.#nextSerial()
    this.#queue.push({
      type: messageTypes.return,
      flags: messageFlags.noReplyExpected,
      serial,
      fields,
      values,
      descriptors,
    })
  }

  replyError(call: Message, errorName: string, text: string): void {
    if (call.flags & messageFlags.noReplyExpected) return
    const { sender = '' } = call.fields
    const fields = { errorName, replySerial: call.serial, destination: sender, signature: 's' }
    const flags = messageFlags.noReplyExpected
    const values = [text.replaceAll('\0', '')]
    this.#queue.push({ type: messageTypes.error, flags, serial: this.#nextSerial(), fields, values })
  }

  emit({ path, interface: iface, member, signature, values, destination }: Signal): void {
    const common = { path, interface: iface, member, signature }
    const fields = destination === undefined ? common : { ...common, destination }
    const flags = messageFlags.noReplyExpected
    this.#queue.push({ type: messageTypes.signal, flags, serial: this.#nextSerial(), fields, values })
  }

  /** Has the bus deliver signals; the returned function ends it. */
  async subscribe(match: SignalMatch, listener: SignalListener): Promise<() => Promise<void>> {
    if (match.sender !== undefined && isWellKnown(match.sender)) await this.#follow(match.sender)
    const { rule, drop } = this.#subscriptions.add(match, listener)
    try {
      await this.callBus('AddMatch', 's', [rule])
    } catch (error) {
      drop()
      throw error
    }
    return async () => {
      drop()
      if (!this.#ended) await this.callBus('RemoveMatch', 's', [rule])
    }
  }

  /** Learns who has a name, as long as the connection lasts. */
  #follow(name: string): Promise<void> {
    const known = this.#followed.get(name)
    if (known) return known
    const learn = async () => {
      let newer = false
      const moved = { sender: busName, interface: busName, member: 'NameOwnerChanged', rest: `arg0='${name}'` }
      await this.subscribe(moved, ([changed, , owner]) => {
        if (changed !== name) return
        newer = true
        this.#subscriptions.owned(name, String(owner))
      })
      const answer = await this.callBus('GetNameOwner', 's', [name]).catch((error: unknown) => {
        // Nobody has it yet.
        if (error instanceof BusError && !this.#ended) return undefined
        throw error
      })
      if (answer && !newer) this.#subscriptions.owned(name, String(answer.values[0]))
    }
    const learning = learn()
    this.#followed.set(name, learning)
    learning.catch(() => this.#followed.delete(name))
    return learning
  }

  /** Takes a well-known name, or fails: nobody is replaced and nobody queues. @throws BusError naming the present owner */
  async requestName(name: string): Promise<void> {
    const { values } = await this.callBus('RequestName', 'su', [name, doNotQueue])
    if (values[0] === 1 || values[0] === 4) return
    const owner = await this.#describeOwner(name)
    throw new BusError(busErrors.failed, `The bus name ${name} is taken by ${owner}; stop that service first`)
  }

  async releaseName(name: string): Promise<void> {
    await this.callBus('ReleaseName', 's', [name])
  }

  #obstacle(descriptors: readonly number[]): BusError | undefined {
    if (this.#ended) return new BusError(busErrors.disconnected, 'the connection to the bus has ended')
    if (descriptors.length === 0 || this.carriesDescriptors) return undefined
    return new BusError(busErrors.notSupported, noDescriptors)
  }

  async #describeOwner(name: string): Promise<string> {
    try {
      const { values } = await this.callBus('GetConnectionUnixProcessID', 's', [name])
      return `process ${String(values[0])}`
    } catch {
      return 'somebody who has just left'
    }
  }

  #receive(message: Message): void {
    switch (message.type) {
      case messageTypes.call:
        return this.#receiveCall(message)
      case messageTypes.return:
      case messageTypes.error:
        return this.#pending.settle(message)
      case messageTypes.signal:
        this.#subscriptions.deliver(message)
        return closeDescriptors(message)
      default:
        closeDescriptors(message)
    }
  }

  #receiveCall(message: Message): void {
    if (this.onCall) return this.onCall(message)
    closeDescriptors(message)
    this.replyError(message, busErrors.unknownMethod, 'Nothing is here yet')
  }

  #nextSerial(): number {
    this.#serial = this.#serial === 0xffffffff ? 1 : this.#serial + 1
    return this.#serial
  }
}

/** Closes the descriptors that came with a message and that nobody wants. */
export function closeDescriptors(message: Message): void {
  for (const descriptor of message.descriptors) if (descriptor >= 0) closeSync(descriptor)
  message.descriptors = []
}
