// A job on a pretended disk: it gets on as time passes, at the speed it is allowed.
import type { Clock } from '../../../host/Clock.js'

/** Milliseconds in which a job without a limit goes through any disk. */
const unlimitedTime = 250n
/** Milliseconds of the longest timer. */
const longestWait = 2_147_483_647

export interface BlockJobOptions {
  /** virDomainBlockJobType */
  readonly type: number
  readonly target: string
  /** Path of the image at the start, by which older clients know the job. */
  readonly path: string
  /** Bytes to go through. */
  readonly end: bigint
  /** Bytes a second, 0 for no limit. */
  readonly bandwidth: bigint
}

export class BlockJob {
  readonly #clock: Clock
  readonly #ending = new AbortController()
  #pacing = new AbortController()
  #bandwidth: bigint
  /** Bytes that were done when the speed was last set. */
  #done = 0n
  #since: number

  constructor(
    readonly options: BlockJobOptions,
    clock: Clock,
  ) {
    this.#clock = clock
    this.#bandwidth = options.bandwidth
    this.#since = clock.monotonic()
  }

  /** Bytes a second, 0 for no limit. */
  get bandwidth(): bigint {
    return this.#bandwidth
  }

  set bandwidth(bandwidth: bigint) {
    this.#done = this.position
    this.#since = this.#clock.monotonic()
    this.#bandwidth = bandwidth
    this.#pacing.abort()
  }

  /** Bytes that are done. */
  get position(): bigint {
    const passed = BigInt(Math.floor(this.#clock.monotonic() - this.#since))
    const { end } = this.options
    const now =
      this.#done + (this.#bandwidth === 0n ? (end * passed) / unlimitedTime : (this.#bandwidth * passed) / 1000n)
    return now < end ? now : end
  }

  get finished(): boolean {
    return this.position === this.options.end
  }

  get ended(): boolean {
    return this.#ending.signal.aborted
  }

  /** Nobody waits for it any more. */
  endNow(): void {
    this.#ending.abort()
    this.#pacing.abort()
  }

  /** Resolves when everything is done or the job was ended. */
  async wait(): Promise<void> {
    while (!this.finished && !this.ended) {
      this.#pacing = new AbortController()
      const left = this.options.end - this.position
      const needed =
        this.#bandwidth === 0n ? (left * unlimitedTime) / this.options.end : (left * 1000n) / this.#bandwidth
      try {
        await this.#clock.sleep(Math.min(longestWait, Number(needed) + 1), this.#pacing.signal)
      } catch (error) {
        // Another speed, or the end: both are seen above.
        if (!this.#pacing.signal.aborted) throw error
      }
    }
  }
}
