import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { RunResult } from './RunResult.js'

/** A command that goes on beside the test, as `busctl monitor` does. */
export class RunningCommand implements AsyncDisposable {
  readonly finished: Promise<RunResult>
  #stdout = ''
  #stderr = ''

  /** @param stop ends the command where it runs, when that is more than ending the child */
  constructor(
    readonly line: string,
    readonly child: ChildProcess,
    private readonly stop: () => Promise<unknown> = async () => child.kill('SIGTERM'),
  ) {
    child.stdout?.on('data', (bytes: Buffer) => (this.#stdout += bytes.toString('utf8')))
    child.stderr?.on('data', (bytes: Buffer) => (this.#stderr += bytes.toString('utf8')))
    this.finished = once(child, 'close').then(([code]) => ({
      status: typeof code === 'number' ? code : 255,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }))
  }

  get stdout(): string {
    return this.#stdout
  }

  /** Waits until standard output holds a match, and returns it. Fails after `timeout` milliseconds, or when the command ends first. */
  async shown(pattern: RegExp, timeout = 60_000): Promise<RegExpMatchArray> {
    const end = Date.now() + timeout
    for (;;) {
      const match = this.#stdout.match(pattern)
      if (match) return match
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error(`'${this.line}' never showed ${pattern}:\n${this.#stdout}${this.#stderr}`)
      }
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  type(text: string): void {
    this.child.stdin?.write(text)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop()
    await this.finished
  }
}
