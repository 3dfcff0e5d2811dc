// Who is told. A signal to everybody reaches everybody on the bus, so that it may only be about what everybody may see;
// see docs/decisions/bus-signals.md.
import type { Guard } from '../../access/Guard.js'
import type { Found } from '../../api/Driver.js'
import type { Client } from '../clients/Client.js'
import type { BusConnection, Signal } from '../connection/BusConnection.js'
import { BusCall } from '../tree/BusCall.js'
import type { DriverNode } from '../tree/DriverNode.js'
import { seeing } from './seeing.js'

export class Audience {
  /** Signals leave in the order of what they tell, also when a permission must be asked about. */
  #order: Promise<void> = Promise.resolve()

  constructor(
    private readonly connection: Pick<BusConnection, 'emit'>,
    private readonly clients: Iterable<[name: string, client: Client]>,
    private readonly guard: Guard,
    /** Everybody may see everything: one signal without a destination. */
    private readonly everybody: boolean,
  ) {}

  /** Sends a signal about an object to those who may see it, among all on the bus or among those who have called us. */
  tell(signal: Signal, subject: Found, node: DriverNode): void {
    if (this.everybody) return this.connection.emit(signal)
    this.#order = this.#order.then(() => this.#tellEach(signal, subject, node))
  }

  async #tellEach(signal: Signal, subject: Found, node: DriverNode): Promise<void> {
    const permission = seeing[subject.kind]
    const driver = node.driverOf(subject.kind)
    if (!permission || !driver) return
    await Promise.all(
      [...this.clients].map(async ([destination, client]) => {
        const asking = new BusCall(node, undefined, client.asker(false), this.guard)
        // A question that fails counts as a refusal.
        const may = await this.guard.maySee(subject, permission, driver, asking).catch(() => false)
        if (may) this.connection.emit({ ...signal, destination })
      }),
    )
  }
}
