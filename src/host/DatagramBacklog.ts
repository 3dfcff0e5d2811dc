// Datagrams for a receiver that may be behind: journald and systemd each have a short queue, which a burst fills although
// nothing is wrong with them. Held back here, they arrive a little later and in order, and nobody waits.

/** How soon what is held back is tried again. Milliseconds. */
const pause = 10

/** Sends at once where it can, and later where it cannot, as long as the space it was given lasts. */
export class DatagramBacklog {
  readonly #held: Buffer[] = []
  #heldBytes = 0
  #lost = 0
  #timer: NodeJS.Timeout | undefined

  /**
   * @param transmit sends one datagram without waiting; false when the receiver's queue is full
   * @param mostBytes that may be held back; what comes on top is lost and counted
   */
  constructor(
    readonly transmit: (data: Buffer) => boolean,
    readonly mostBytes: number,
  ) {}

  /** @throws what `transmit` throws, when nothing is held back */
  send(data: Buffer): void {
    if (this.#held.length === 0 && this.transmit(data)) return
    if (this.#heldBytes + data.length > this.mostBytes) {
      this.#lost++
      return
    }
    this.#held.push(data)
    this.#heldBytes += data.length
    this.#timer ??= setTimeout(() => this.#retry(), pause).unref()
  }

  /** How many were lost since this was last asked; 0 while older ones are still held back, to be told in order. */
  takeLost(): number {
    const lost = this.#held.length > 0 ? 0 : this.#lost
    this.#lost -= lost
    return lost
  }

  /** Gives what is held back a last chance, sleeping at most so many milliseconds: the process may be about to end. */
  close(patience: number): void {
    clearTimeout(this.#timer)
    const sleep = new Int32Array(new SharedArrayBuffer(4))
    for (let waited = 0; !this.#flush() && waited < patience; waited += pause) Atomics.wait(sleep, 0, 0, pause)
    this.#held.length = 0
  }

  #retry(): void {
    this.#timer = this.#flush() ? undefined : setTimeout(() => this.#retry(), pause).unref()
  }

  /** @returns whether nothing is held back any more */
  #flush(): boolean {
    try {
      for (let [next] = this.#held; next !== undefined; [next] = this.#held) {
        if (!this.transmit(next)) return false
        this.#held.shift()
        this.#heldBytes -= next.length
      }
    } catch {
      // The receiver has gone for good.
      this.#lost += this.#held.length
      this.#held.length = 0
      this.#heldBytes = 0
    }
    return true
  }
}
