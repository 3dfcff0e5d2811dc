// The clients of one daemon and how many there may be. Listeners hand connections over and rest while it is full.
import { ClientConnection, type RpcSocket } from './ClientConnection.js'
import type { ClientOrigin, RpcSettings } from './RpcSettings.js'

/** Milliseconds that a stop waits for calls; the driver finishes or undoes what takes longer. */
const longestFarewell = 10_000

/** Limits of `<daemon>.conf`. */
export interface ServerLimits {
  readonly maxClients: number
  /** Clients that have not authenticated yet; 0 for no limit. */
  readonly maxAnonymousClients: number
}

/** Milliseconds in which a client from the network must have authenticated. On this host a prompt may be waiting for its user. */
const longestAuthentication = 60_000

/** Where clients come from. Strangers from the network take no place from those on this host. */
type Side = 'local' | 'network'

export interface Listener {
  pause(): void
  resume(): void
  close(): void
}

export class RpcServer {
  #limits: ServerLimits
  readonly #clients = new Map<number, ClientConnection>()
  readonly #listeners: Record<Side, Set<Listener>> = { local: new Set(), network: new Set() }
  readonly #resting: Record<Side, boolean> = { local: false, network: false }
  /** Connections of which it is not known yet who they are, before and after they have become clients. */
  readonly #anonymous: Record<Side, number> = { local: 0, network: 0 }
  #nextId = 1
  /** Connections that are not clients yet. */
  #expected = 0
  #stopped = false

  constructor(
    readonly settings: RpcSettings,
    limits: ServerLimits,
    /** Told when the number of clients changes. */
    private readonly changed: () => void = () => {},
  ) {
    this.#limits = limits
  }

  get limits(): ServerLimits {
    return this.#limits
  }

  /** Takes effect at once; nobody who is in is sent away. */
  set limits(limits: ServerLimits) {
    this.#limits = limits
    this.#balance()
  }

  /** Clients by the number that the admin interface shows. */
  get clients(): ReadonlyMap<number, ClientConnection> {
    return this.#clients
  }

  /** Clients who have not proved yet who they are. */
  get anonymous(): number {
    return this.#anonymous.local + this.#anonymous.network
  }

  addListener(listener: Listener, side: Side = 'local'): void {
    this.#listeners[side].add(listener)
    if (!this.#resting[side]) listener.resume()
  }

  /**
   * Counts a connection while it is found out who it is, which may take a handshake.
   * @returns gives the place up; call it once, after `adopt` if it comes to that
   */
  expect(side: Side = 'local'): () => void {
    this.#expected++
    const known = this.#count(side)
    return () => {
      this.#expected--
      known()
    }
  }

  /** Counts one more stranger, until the function that comes back is called. */
  #count(side: Side): () => void {
    this.#anonymous[side]++
    this.#balance()
    let counted = true
    return () => {
      if (counted) this.#anonymous[side]--
      counted = false
      this.#balance()
    }
  }

  /** Serves a connection. */
  adopt(socket: RpcSocket, origin: ClientOrigin): ClientConnection {
    const id = this.#nextId++
    const side: Side = origin.transport === 'unix' ? 'local' : 'network'
    let known = () => this.#balance()
    const client = new ClientConnection(socket, origin, this.settings, {
      gone: () => {
        this.#clients.delete(id)
        known()
        this.changed()
      },
      authenticated: () => known(),
    })
    this.#clients.set(id, client)
    if (this.#stopped) client.close()
    if (client.authenticated) this.#balance()
    else known = this.#awaitAuthentication(client, side)
    this.changed()
    return client
  }

  /** Takes no more clients and no more calls, and lets go of everybody once the calls in progress are answered. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const listeners of Object.values(this.#listeners)) {
      for (const listener of listeners) listener.close()
      listeners.clear()
    }
    await Promise.all([...this.#clients.values()].map(client => client.finish(longestFarewell)))
  }

  #awaitAuthentication(client: ClientConnection, side: Side): () => void {
    const known = this.#count(side)
    if (side === 'local') return known
    const timer = setTimeout(() => client.close(), longestAuthentication).unref()
    return () => {
      clearTimeout(timer)
      known()
    }
  }

  /** Rests listeners while there are too many clients; waiting ones stay in the kernel's backlog. */
  #balance(): void {
    const { maxClients, maxAnonymousClients } = this.limits
    const full = this.#clients.size + this.#expected >= maxClients
    for (const side of ['local', 'network'] as const) {
      const rests = full || (maxAnonymousClients > 0 && this.#anonymous[side] >= maxAnonymousClients)
      if (rests === this.#resting[side]) continue
      this.#resting[side] = rests
      for (const listener of this.#listeners[side]) {
        if (rests) listener.pause()
        else listener.resume()
      }
    }
  }
}
