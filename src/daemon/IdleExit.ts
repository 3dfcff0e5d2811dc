// Ends a daemon that nobody needs: systemd starts it again with the next caller.

/** Milliseconds. */
const moment = 100

/** Counts down while nothing keeps the daemon. Call `update` whenever that may have changed. */
export class IdleExit {
  #seconds: number
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  readonly #holds = new Set<symbol>()

  /**
   * @param seconds without interruption until `expire` is called; 0 never
   * @param busy whether something that cannot hold by itself keeps the daemon: clients, running guests
   */
  constructor(
    seconds: number,
    readonly busy: () => boolean,
    readonly expire: () => void,
  ) {
    this.#seconds = seconds
  }

  get seconds(): number {
    return this.#seconds
  }

  /** Changes the time, and starts counting anew. */
  set seconds(seconds: number) {
    this.#seconds = seconds
    this.#halt()
    this.update()
  }

  /** Keeps the daemon until the function that comes back is called. */
  hold(): () => void {
    const key = Symbol()
    this.#holds.add(key)
    this.update()
    return () => {
      if (this.#holds.delete(key)) this.update()
    }
  }

  /** Stops counting when something keeps the daemon, begins when nothing does any more. */
  update(): void {
    if (this.#isKept) this.#halt()
    else if (this.#timer === undefined) this.#count()
  }

  /** `update` in a moment, once for all that happens until then: asking everything is no matter of each of a thousand events. */
  updateSoon(): void {
    if (this.#seconds === 0) return
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.update()
    }, moment).unref()
  }

  /** Counts no more. */
  close(): void {
    this.#seconds = 0
    clearTimeout(this.#soon)
    this.#halt()
  }

  #count(): void {
    if (this.#seconds === 0) return
    // Asked again at the end: whatever forgot to call `update` must not lose its daemon.
    this.#timer = setTimeout(() => (this.#isKept ? this.#count() : this.expire()), this.#seconds * 1000)
  }

  #halt(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  get #isKept(): boolean {
    return this.#holds.size > 0 || this.busy()
  }
}
