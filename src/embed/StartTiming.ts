import { performance } from 'node:perf_hooks'

/** How long the steps of a start took, counted from the start of the process. Writes a line for each. */
export class StartTiming {
  #before = 0

  /** @param write takes a line; nothing is measured without it */
  constructor(private readonly write?: (line: string) => void) {}

  /** A step is over. */
  done(step: string): void {
    const now = performance.now()
    this.write?.(`${now.toFixed(0).padStart(6)} ms  (+${(now - this.#before).toFixed(0)})  ${step}`)
    this.#before = now
  }
}
