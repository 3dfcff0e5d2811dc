// One job at a time per object: who changes it, since when, and who waits. Queries never come here.
import { LibvirtError } from '../api/LibvirtError.js'
import type { Clock, Millis } from '../host/Clock.js'

export interface Job {
  /** Name of the call, as errors show it. */
  readonly name: string
  /** On the monotonic clock. */
  readonly since: Millis
}

export interface JobOptions {
  /** How long to wait for the turn; the lock's own patience when left out. */
  readonly patience?: Millis
  /** Ends the wait for the turn. A job that runs looks after itself. */
  readonly signal?: AbortSignal
}

/** What holds for every job of an object. */
export interface JobLimits {
  /** Jobs that may wait; 0 for any number (`max_queued`). */
  readonly mostWaiting?: number
  /** How long a job waits for its turn; 30 s when left out, as in libvirt. */
  readonly patience?: Millis
  /** Whose attention is being waited for, as errors name it; the monitor's when left out. */
  readonly of?: 'monitor' | 'agent'
}

const usualPatience = 30_000

interface Waiter {
  readonly start: () => void
}

export class JobLock {
  #holder: Job | undefined
  readonly #waiting: Waiter[] = []

  constructor(
    readonly clock: Pick<Clock, 'monotonic'>,
    readonly limits: JobLimits = {},
  ) {}

  /** The job that runs now. */
  get holder(): Job | undefined {
    return this.#holder
  }

  /**
   * Runs work when everybody who came before is done.
   * @throws LibvirtError OPERATION_TIMEOUT naming the holder when the turn does not come in time, OPERATION_FAILED when
   * too many wait already; and whatever the work throws
   */
  async run<T>(name: string, work: () => Promise<T>, options: JobOptions = {}): Promise<T> {
    if (this.#holder) await this.#turn(options)
    this.#holder = { name, since: this.clock.monotonic() }
    try {
      return await work()
    } finally {
      this.#holder = undefined
      this.#waiting.shift()?.start()
    }
  }

  #turn({ patience = this.limits.patience ?? usualPatience, signal }: JobOptions): Promise<void> {
    const { mostWaiting = 0 } = this.limits
    if (mostWaiting > 0 && this.#waiting.length >= mostWaiting) {
      throw this.#refusal('OPERATION_FAILED', ' due to max_queued limit')
    }
    return new Promise((resolve, reject) => {
      const leave = (error: unknown) => {
        const index = this.#waiting.indexOf(waiter)
        if (index >= 0) this.#waiting.splice(index, 1)
        settle()
        reject(error)
      }
      const settle = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
      const abort = () => leave(signal?.reason)
      const timer = setTimeout(() => leave(this.#refusal('OPERATION_TIMEOUT')), patience)
      const waiter = {
        start: () => {
          // The lock passes on at once, so that nobody who comes now overtakes whoever waited.
          this.#holder = { name: 'next', since: this.clock.monotonic() }
          settle()
          resolve()
        },
      }
      signal?.addEventListener('abort', abort)
      this.#waiting.push(waiter)
    })
  }

  #refusal(code: 'OPERATION_TIMEOUT' | 'OPERATION_FAILED', suffix = ''): LibvirtError {
    const { name, since } = this.#holder ?? { name: 'nobody', since: this.clock.monotonic() }
    const seconds = Math.round((this.clock.monotonic() - since) / 1000)
    return new LibvirtError(
      code,
      `cannot acquire state change lock (held by ${this.limits.of ?? 'monitor'}=${name})${suffix}`,
      {
        hint: `'${name}' has been running for ${seconds} s`,
      },
    )
  }
}
