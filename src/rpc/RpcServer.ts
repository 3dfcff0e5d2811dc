// The clients of one daemon and how many there may be. Listeners hand connections over and rest while it is full.
import { ClientConnection, type RpcSocket } from './ClientConnection.js'
import type { ClientOrigin, RpcSettings } from './RpcSettings.js'

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
  readonly #clients = new Map<number, ClientConnection>()
  readonly #listeners = new Set<Listener>()
  #nextId = 1
  /** Connections taken of which it is not known yet who they are. */
  #expected = 0
  #resting = false
  #stopped = false

  constructor(
    readonly settings: RpcSettings,
    readonly limits: ServerLimits,
    /** Told when the number of clients changes. */
    private readonly changed: () => void = () => {},
  ) {}

  /** Clients by the number that the admin interface shows. */
  get clients(): ReadonlyMap<number, ClientConnection> {
    return this.#clients
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

  /** Takes no more clients and lets go of those there are. */
  stop(): void {
    this.#stopped = true
    for (const listener of this.#listeners) listener.close()
    this.#listeners.clear()
    for (const client of this.#clients.values()) client.close()
  }

  /** Rests the listeners while there are too many clients; waiting ones stay in the kernel's backlog. */
  #balance(): void {
    const { maxClients, maxAnonymousClients } = this.limits
    let anonymous = this.#expected
    if (maxAnonymousClients > 0) for (const client of this.#clients.values()) if (!client.authenticated) anonymous++
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
