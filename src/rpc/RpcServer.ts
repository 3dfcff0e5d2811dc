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

export interface Listener {
  pause(): void
  resume(): void
  close(): void
}

export class RpcServer {
  #limits: ServerLimits
  readonly #clients = new Map<number, ClientConnection>()
  readonly #listeners = new Set<Listener>()
  #nextId = 1
  /** Connections taken of which it is not known yet who they are. */
  #expected = 0
  #resting = false
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
    let anonymous = this.#expected
    for (const client of this.#clients.values()) if (!client.authenticated) anonymous++
    return anonymous
  }

  addListener(listener: Listener): void {
    this.#listeners.add(listener)
    if (!this.#resting) listener.resume()
  }

  /**
   * Counts a connection while it is found out who it is, which may take a handshake.
   * @returns gives the place up; call it once, after `adopt` if it comes to that
   */
  expect(): () => void {
    this.#expected++
    this.#balance()
    return () => {
      this.#expected--
      this.#balance()
    }
  }

  /** Serves a connection. */
  adopt(socket: RpcSocket, origin: ClientOrigin): ClientConnection {
    const id = this.#nextId++
    const client = new ClientConnection(socket, origin, this.settings, {
      gone: () => {
        this.#clients.delete(id)
        this.#balance()
        this.changed()
      },
      authenticated: () => this.#balance(),
    })
    this.#clients.set(id, client)
    if (this.#stopped) client.close()
    this.#balance()
    this.changed()
    return client
  }

  /** Takes no more clients and no more calls, and lets go of everybody once the calls in progress are answered. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const listener of this.#listeners) listener.close()
    this.#listeners.clear()
    await Promise.all([...this.#clients.values()].map(client => client.finish(longestFarewell)))
  }

  /** Rests the listeners while there are too many clients; waiting ones stay in the kernel's backlog. */
  #balance(): void {
    const { maxClients, maxAnonymousClients } = this.limits
    const anonymous = maxAnonymousClients > 0 ? this.anonymous : 0
    const full =
      this.#clients.size + this.#expected >= maxClients || (maxAnonymousClients > 0 && anonymous >= maxAnonymousClients)
    if (full === this.#resting) return
    this.#resting = full
    for (const listener of this.#listeners) {
      if (full) listener.pause()
      else listener.resume()
    }
  }
}
