// The D-Bus door: a connection, who calls over it, what the calls are answered, and the signals that go out.
import type { Guard } from '../access/Guard.js'
import type { Identity } from '../api/Caller.js'
import type { Client } from './clients/Client.js'
import { Clients } from './clients/Clients.js'
import type { Message } from './codec/Message.js'
import { BusConnection, closeDescriptors } from './connection/BusConnection.js'
import { busErrors } from './connection/BusError.js'
import { sessionBusAddress, systemBusAddress } from './connection/parseBusAddress.js'
import { CallServer } from './dispatch/CallServer.js'
import { Dispatcher } from './dispatch/Dispatcher.js'
import { Audience } from './events/Audience.js'
import { ForwardedSignals } from './events/ForwardedSignals.js'
import { ObjectChanges } from './events/ObjectChanges.js'
import { SignalRelay } from './events/SignalRelay.js'
import { Visibility } from './events/Visibility.js'
import { type PlacedDriver, driverNodes } from './tree/driverNodes.js'
import { ObjectTree } from './tree/ObjectTree.js'

export interface BusDoorOptions {
  /** On the system bus everybody calls; a session bus belongs to one user, who is never asked for permission. */
  readonly bus: 'system' | 'session'
  /** Instead of the usual one, as in DBUS_SESSION_BUS_ADDRESS. */
  readonly address?: string
  /** Well-known names, all of which are needed. */
  readonly names: readonly string[]
  /** Asked for when the door starts, since drivers that fail are left out until then. */
  readonly drivers: () => readonly PlacedDriver[]
  readonly guard: Guard
  /** Services that have the drivers' objects and tell of them, where this door only stands in front. */
  readonly inFrontOf?: readonly string[]
  /** Callers who are never asked about; on a session bus its owner, when absent. */
  readonly trusts?: (identity: Identity) => boolean
  /** Told when `clients` has changed. */
  readonly clientsChanged?: () => void
  /** Told of a client that left, for what is remembered about it. */
  readonly clientLeft?: (identity: Identity) => void
  /** Told when the bus is gone: nobody can reach the daemon by it any more. */
  readonly lost?: (error: Error) => void
}

export class BusDoor {
  readonly name = 'bus'
  #connection: BusConnection | undefined
  #clients: Clients | undefined
  #calls: CallServer | undefined
  #relay: SignalRelay | undefined
  #forwarded: ForwardedSignals | undefined
  readonly #stopping = new AbortController()
  /** Calls that came before the drivers had started. */
  #early: Message[] = []

  constructor(private readonly options: BusDoorOptions) {}

  /** Clients that have called and are still on the bus. */
  get clients(): number {
    return this.#clients?.count ?? 0
  }

  /** Connects and takes the names. Calls wait until `start`. @throws BusError for a name that is taken, Error without a bus */
  async listen(): Promise<void> {
    const { bus, address, names, clientsChanged, clientLeft, lost } = this.options
    const connection = await BusConnection.open(
      address ?? (bus === 'system' ? systemBusAddress() : sessionBusAddress()),
    )
    this.#connection = connection
    void connection.lost.then(error => lost?.(error))
    connection.onCall = message => this.#early.push(message)
    const owner = bus === 'session' ? process.getuid?.() : undefined
    const isOwner = ({ uid }: Identity) => uid !== undefined && uid === owner
    this.#clients = new Clients(connection, {
      trusts: this.options.trusts ?? isOwner,
      changed: () => clientsChanged?.(),
      left: identity => clientLeft?.(identity),
    })
    await this.#clients.start()
    for (const name of names) await connection.requestName(name)
  }

  /** Begins to answer, and to tell of events. */
  async start(): Promise<void> {
    if (!this.#connection) await this.listen()
    const connection = this.#connection
    const clients = this.#clients
    if (!connection || !clients) return
    const { bus, guard, inFrontOf = [] } = this.options
    const nodes = driverNodes(bus, this.options.drivers(), inFrontOf.length > 0)
    const tree = new ObjectTree(nodes)
    const calls = new CallServer(connection, clients, new Dispatcher(tree, guard))
    this.#calls = calls
    const everybody = bus === 'session' || guard.layers === 'either'
    const audience = new Audience(connection, clients, guard, everybody)
    const itself = { identity: {}, trusted: true, readOnly: false, interactive: false }
    const changes = new ObjectChanges(audience, guard, { caller: itself, signal: this.#stopping.signal })
    this.#relay = new SignalRelay(audience, changes)
    this.#relay.start(nodes)
    if (inFrontOf.length > 0) {
      const visibility = new Visibility(tree, guard)
      const maySee = (client: Client, path: string) => visibility.maySee(client, path)
      this.#forwarded = new ForwardedSignals(connection, {
        services: inFrontOf,
        callFirst: !everybody,
        clients,
        maySee,
      })
      await this.#forwarded.start()
    }
    connection.onCall = message => calls.receive(message)
    for (const message of this.#early.splice(0)) calls.receive(message)
  }

  /** Takes no new calls, waits for those in flight, and leaves the bus. */
  async stop(): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    connection.onCall = message => {
      closeDescriptors(message)
      connection.replyError(message, busErrors.failed, 'The service is stopping')
    }
    for (const message of this.#early.splice(0)) connection.onCall(message)
    await this.#calls?.settled()
    this.#relay?.stop()
    this.#forwarded?.stop()
    this.#stopping.abort(new Error('the service is stopping'))
    await connection.close()
    this.#clients?.close()
  }
}
