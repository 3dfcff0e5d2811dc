import type { Clock } from '../../../src/host/Clock.js'

/** Time that passes when the test says so. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000
  readonly #waiting = new Set<{ readonly until: number; readonly wake: () => void }>()

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  sleep(time: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.#now + time, wake: resolve }
      this.#waiting.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#waiting.delete(sleeper)
        reject(signal.reason)
      })
    })
  }

  /** @param time ms */
  async pass(time: number): Promise<void> {
    this.#now += time
    for (const sleeper of this.#waiting) {
      if (sleeper.until > this.#now) continue
      this.#waiting.delete(sleeper)
      sleeper.wake()
    }
    // Whoever woke up acts before the test goes on.
    await new Promise(resolve => setImmediate(resolve))
  }
}
