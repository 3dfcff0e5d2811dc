import type { ChangeNotice, EventNotice, Feed, Found, Notice } from '../api/Driver.js'

type Listener = (notice: Notice) => void
type WithoutSequence<T> = T extends Notice ? Omit<T, 'sequence'> : never

/** The numbered stream of events and changes of one daemon. Drivers of one process share a feed, so there is one sequence. */
export class EventFeed implements Feed {
  #sequence = 0
  readonly #listeners = new Set<Listener>()

  get sequence(): number {
    return this.#sequence
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells an event. Call it after the state it speaks of is on disk. */
  emit<N extends EventNotice['name']>(name: N, body: Extract<EventNotice, { name: N }>['body']): void {
    // The cast joins name and body again, which the signature has tied together.
    this.#tell({ name, body } as WithoutSequence<EventNotice>)
  }

  /** Tells that an object came, went or changed. */
  change(name: ChangeNotice['name'], subject: Found, fields: readonly string[] = []): void {
    this.#tell({ name, subject, fields })
  }

  #tell(notice: WithoutSequence<Notice>): void {
    const numbered = { ...notice, sequence: ++this.#sequence }
    for (const listener of this.#listeners) listener(numbered)
  }
}
