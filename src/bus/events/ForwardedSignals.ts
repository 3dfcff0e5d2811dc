// Signals of other services, told on under our own name to those who only know that. What a service tells everybody, so do we;
// what it tells us alone, because each object has its own readers (docs/decisions/bus-signals.md), goes to those clients of
// ours that are let see the object.
import { log } from '../../log/log.js'
import { logBug } from '../../log/logBug.js'
import type { Client } from '../clients/Client.js'
import type { Message } from '../codec/Message.js'
import { busName } from '../connection/busName.js'
import type { BusConnection, Signal } from '../connection/BusConnection.js'
import { signalRows } from './signalRows.js'

/** Events, and the signals about objects and properties, which are the same for every kind. */
const told: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Properties.PropertiesChanged',
  'org.freedesktop.DBus.ObjectManager.InterfacesAdded',
  'org.freedesktop.DBus.ObjectManager.InterfacesRemoved',
  ...[...signalRows.values()].map(({ interface: iface, member }) => `${iface}.${member}`),
])
const top = '/org/libvirt'
/** Signals that wait for one client; those beyond it does not get. */
const mostWaiting = 4096

export interface ForwardedOptions {
  /** Well-known names of the services. */
  readonly services: readonly string[]
  /** They tell nobody who has not called them. */
  readonly callFirst: boolean
  readonly clients: Iterable<[name: string, client: Client]>
  /** Whether a client may see an object. */
  maySee(client: Client, path: string): Promise<boolean>
}

export class ForwardedSignals {
  /** Who has the names at the moment: anybody may send a signal that looks like theirs. */
  readonly #owners = new Map<string, string>()
  readonly #unsubscribe: (() => Promise<void>)[] = []
  readonly #queues = new WeakMap<Client, { last: Promise<void>; waiting: number }>()

  constructor(
    private readonly connection: BusConnection,
    private readonly options: ForwardedOptions,
  ) {}

  async start(): Promise<void> {
    for (const service of this.options.services) {
      const moved = { sender: busName, interface: busName, member: 'NameOwnerChanged', rest: `arg0='${service}'` }
      await this.#subscribe(moved, ([name, , owner]) => {
        if (name === service && typeof owner === 'string') this.#owned(service, owner)
      })
      // One rule for all of a service: the bus counts them.
      await this.#subscribe({ sender: service, rest: `path_namespace='${top}'` }, (values, message) => {
        const { sender, interface: iface, member } = message.fields
        if (sender === this.#owners.get(service) && told.has(`${iface}.${member}`)) this.#tell(message, values)
      })
      const owner = await this.connection.callBus('GetNameOwner', 's', [service]).catch(() => undefined)
      if (owner) this.#owned(service, String(owner.values[0]))
    }
  }

  stop(): void {
    for (const end of this.#unsubscribe.splice(0)) {
      void end().catch(error => log.debug({ error }, 'a match rule could not be taken back'))
    }
  }

  async #subscribe(...subscription: Parameters<BusConnection['subscribe']>): Promise<void> {
    this.#unsubscribe.push(await this.connection.subscribe(...subscription))
  }

  #owned(service: string, owner: string): void {
    if (owner === '') this.#owners.delete(service)
    else this.#owners.set(service, owner)
    if (owner === '' || !this.options.callFirst) return
    const ping = { destination: owner, path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }
    this.connection.call(ping).catch(error => log.debug({ error }, `${service} does not answer`))
  }

  #tell(message: Message, values: readonly unknown[]): void {
    const { path = '', interface: iface = '', member = '', signature = '', destination } = message.fields
    if (!path.startsWith(`${top}/`)) return
    const signal: Signal = { path, interface: iface, member, signature, values }
    if (destination === undefined) return this.connection.emit(signal)
    // A driver tells of an object in the first place, an object of itself.
    const subject = typeof values[0] === 'string' && values[0].startsWith(`${path}/`) ? values[0] : path
    for (const [destination, client] of this.options.clients) this.#tellOne(client, { ...signal, destination }, subject)
  }

  /** In order for each client. One that keeps the service busy, so that it does not answer for that client, holds up no other. */
  #tellOne(client: Client, signal: Signal, subject: string): void {
    const queue = this.#queues.get(client) ?? { last: Promise.resolve(), waiting: 0 }
    this.#queues.set(client, queue)
    if (queue.waiting >= mostWaiting) return
    queue.waiting++
    queue.last = queue.last
      .then(async () => {
        if (await this.options.maySee(client, subject)) this.connection.emit(signal)
      })
      .catch(
        (error: unknown) =>
          void logBug(error, { call: `signal ${signal.interface}.${signal.member}`, object: subject }),
      )
      .finally(() => queue.waiting--)
  }
}
