import type { ChangeNotice, EventNotice, Feed, Found, Notice } from '../api/Driver.js'

type Listener = (notice: Notice) => void
type WithoutSequence<T> = T extends Notice ? Omit<T, 'sequence'> : never

/** The numbered stream of events and changes of one daemon; each driver tells into a part of it. */
export class EventFeed implements Feed {
  #sequence = 0
  readonly #listeners = new Set<Listener>()
  readonly #whole: EventFeed | undefined

  constructor(whole?: EventFeed) {
    this.#whole = whole
  }

  get sequence(): number {
    return this.#whole?.sequence ?? this.#sequence
  }

  /**
   * A driver's own part: numbered in the same sequence and heard by this feed's listeners as well. Doors listen to parts,
   * because a notice does not say which driver it comes from.
   */
  part(): EventFeed {
    return new EventFeed(this)
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
    this.#deliver({ ...notice, sequence: this.#next() })
  }

  #next(): number {
    return this.#whole ? this.#whole.#next() : ++this.#sequence
  }

  #deliver(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice)
    if (this.#whole) this.#whole.#deliver(notice)
  }
}
