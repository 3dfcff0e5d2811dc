import { closeSync } from 'node:fs'
import type { Identity } from '../../api/Caller.js'
import { Variant } from '../codec/values.js'
import type { BusConnection } from '../connection/BusConnection.js'
import { BusError } from '../connection/BusError.js'
import { busName } from '../connection/busName.js'
import { Client } from './Client.js'

export interface ClientsOptions {
  /** Is never asked about: on a session bus, its owner. */
  readonly trusts: (identity: Identity) => boolean
  /** Told after a client came or left. */
  readonly changed: () => void
  /** Told of one who left. */
  readonly left: (identity: Identity) => void
}

/** Everybody who has called us and is still on the bus. Who they are comes from the bus, never from a message. */
export class Clients {
  readonly #clients = new Map<string, Client | Promise<Client | undefined>>()

  constructor(
    private readonly connection: BusConnection,
    private readonly options: ClientsOptions,
  ) {}

  /** Begins to watch for clients that leave. */
  async start(): Promise<void> {
    // Only departures: arg2 is the new owner.
    const match = { sender: busName, interface: busName, member: 'NameOwnerChanged', rest: "arg2=''" }
    await this.connection.subscribe(match, ([name, , owner]) => {
      if (typeof name === 'string' && owner === '') this.#left(name)
    })
  }

  get count(): number {
    return this.#clients.size
  }

  /** Those whose identity is known. */
  *[Symbol.iterator](): Iterator<[name: string, client: Client]> {
    for (const [name, client] of this.#clients) if (client instanceof Client) yield [name, client]
  }

  /** The client with a unique name: at once when it has called before; undefined when it has left in the meantime. */
  get(name: string): Client | Promise<Client | undefined> {
    const known = this.#clients.get(name)
    if (known) return known
    const asking = this.#meet(name)
    this.#clients.set(name, asking)
    this.options.changed()
    return asking
  }

  /** Ends what clients wait for, for a daemon that stops. */
  close(): void {
    for (const [, client] of this) client.leave()
    this.#clients.clear()
  }

  async #meet(name: string): Promise<Client | undefined> {
    try {
      const identity = await this.#identify(name)
      // It may have left while the bus was asked.
      if (!this.#clients.has(name)) return undefined
      const client = new Client(identity, this.options.trusts(identity))
      this.#clients.set(name, client)
      return client
    } catch (error) {
      if (this.#clients.delete(name)) this.options.changed()
      if (error instanceof BusError) return undefined
      throw error
    }
  }

  async #identify(busName: string): Promise<Identity> {
    const { values, descriptors } = await this.connection.callBus('GetConnectionCredentials', 's', [busName])
    // Newer buses send a pidfd, which is not needed: the bus name stays unambiguous as long as the client is there.
    for (const descriptor of descriptors) closeSync(descriptor)
    const [entries] = values
    const credentials = new Map(Array.isArray(entries) ? entries.map(readCredential) : [])
    const [uid, pid] = [credentials.get('UnixUserID'), credentials.get('ProcessID')]
    return { busName, ...(uid === undefined ? {} : { uid }), ...(pid === undefined ? {} : { pid }) }
  }

  #left(name: string): void {
    const client = this.#clients.get(name)
    if (!client) return
    this.#clients.delete(name)
    if (client instanceof Client) {
      client.leave()
      this.options.left(client.identity)
    }
    this.options.changed()
  }
}

/** An entry of a{sv} when it is a number, which is all that is wanted. */
function readCredential(entry: unknown): [name: string, value: number | undefined] {
  const [name, variant]: unknown[] = Array.isArray(entry) ? entry : []
  const value = variant instanceof Variant ? variant.value : undefined
  return [String(name), typeof value === 'number' ? value : undefined]
}
