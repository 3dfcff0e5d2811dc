import { setMaxListeners } from 'node:events'
import type { Caller, Identity } from '../../api/Caller.js'
import type { Asker } from '../tree/BusCall.js'

/** Somebody on the bus who has called us: who that is, and when it leaves. */
export class Client {
  /** Calls under way that want no answer. */
  silentCalls = 0
  readonly #leave = new AbortController()
  readonly #quiet: Asker
  readonly #interactive: Asker

  constructor(
    readonly identity: Identity,
    trusted: boolean,
  ) {
    const { signal } = this.#leave
    // Every call under way may wait on it.
    setMaxListeners(0, signal)
    const caller: Caller = { identity, trusted, readOnly: false, interactive: false }
    this.#quiet = { caller, signal }
    this.#interactive = { caller: { ...caller, interactive: true }, signal }
  }

  /** @param interactive the message allows a prompt */
  asker(interactive: boolean): Asker {
    return interactive ? this.#interactive : this.#quiet
  }

  /** Ends what only this client waits for. */
  leave(): void {
    this.#leave.abort(new Error('the caller has left the bus'))
  }
}
