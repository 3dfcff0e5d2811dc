// Time, passed in so that tests need not wait.
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds. */
export type Millis = number

export interface Clock {
  /** Milliseconds since 1970. */
  now(): Millis
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): Millis
  /** Resolves after that time; rejects with the signal's reason when aborted. */
  sleep(time: Millis, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (time, signal) => delay(time, undefined, signal ? { signal } : {}),
}
