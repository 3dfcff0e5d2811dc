// The daemon's own way to other services (polkit, machined, the service manager): connected when first needed, and again
// after a loss. Separate from the door's connection, so that a flood of callers cannot use up the replies it waits for.
import { BusConnection } from './BusConnection.js'

type Attach = (connection: BusConnection) => Promise<void>

/** Milliseconds before a lost bus is looked for again. */
const pause = 1000

export class HostBus {
  #connecting: Promise<BusConnection> | undefined
  readonly #attachments: Attach[] = []
  #closed = false

  constructor(private readonly address: string) {}

  /** The connection, new if need be. @throws when there is no bus */
  connection(): Promise<BusConnection> {
    this.#connecting ??= this.#connect()
    return this.#connecting
  }

  /** Runs `attach` on this connection and on every one that replaces it. @throws when there is no bus yet; it stays attached */
  async whileConnected(attach: Attach): Promise<void> {
    const open = this.#connecting
    this.#attachments.push(attach)
    // A connection that is being made now runs all attachments itself.
    if (open) await attach(await open)
    else await this.connection()
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = await this.#connecting?.catch(() => undefined)
    await connection?.close()
  }

  async #connect(): Promise<BusConnection> {
    try {
      const connection = await BusConnection.open(this.address)
      void connection.lost.then(() => this.#lost())
      for (const attach of this.#attachments.slice()) await attach(connection)
      return connection
    } catch (error) {
      this.#connecting = undefined
      throw error
    }
  }

  #lost(): void {
    this.#connecting = undefined
    if (this.#closed || this.#attachments.length === 0) return
    setTimeout(() => void this.connection().catch(() => this.#lost()), pause).unref()
  }
}
