// Undoing what was done to the machine when a later step fails. AsyncDisposableStack, which this stands for, comes with Node 24.

type Step = () => void | Promise<void>

/** Steps back, newest first, when the block ends, unless the work succeeded and `keep` was called. For `await using`. */
export class Undo implements AsyncDisposable {
  #steps: Step[] = []

  /** Remembers how to take back what has just been done. */
  defer(step: Step): void {
    this.#steps.push(step)
  }

  /** All done: nothing will be taken back. */
  keep(): void {
    this.#steps = []
  }

  /** Takes everything back; each step runs even when another fails. @throws AggregateError of what failed */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = []
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Taking back a failed change failed in part')
  }
}
