// Counters of the kernel for a running program (perf_event_open(2)), under libvirt's names.
import { closeSync, readSync } from 'node:fs'
import { openCounter } from './native.js'
import { errorCodeOf, systemError } from './systemError.js'

/** PERF_TYPE_ and PERF_COUNT_ numbers of linux/perf_event.h. Those of resctrl (cmt, mbmt, mbml) have none. */
const counters = {
  cpu_cycles: [0, 0],
  instructions: [0, 1],
  cache_references: [0, 2],
  cache_misses: [0, 3],
  branch_instructions: [0, 4],
  branch_misses: [0, 5],
  bus_cycles: [0, 6],
  stalled_cycles_frontend: [0, 7],
  stalled_cycles_backend: [0, 8],
  ref_cpu_cycles: [0, 9],
  cpu_clock: [1, 0],
  task_clock: [1, 1],
  page_faults: [1, 2],
  context_switches: [1, 3],
  cpu_migrations: [1, 4],
  page_faults_min: [1, 5],
  page_faults_maj: [1, 6],
  alignment_faults: [1, 7],
  emulation_faults: [1, 8],
} as const
export type CounterName = keyof typeof counters

export const isCounter = (name: string): name is CounterName => name in counters

/** What is counted of one program from now on, in all its threads and those they will start. Close it in the end. */
export class Counters implements Disposable {
  readonly #open = new Map<CounterName, readonly number[]>()

  /** Names of the counters that run. */
  get names(): CounterName[] {
    return [...this.#open.keys()]
  }

  has(name: CounterName): boolean {
    return this.#open.has(name)
  }

  /**
   * Begins to count; one that runs goes on.
   * @param threads of the program
   * @throws LibvirtError SYSTEM_ERROR for what this host cannot count
   */
  start(name: CounterName, threads: readonly number[]): void {
    if (this.#open.has(name)) return
    const [type, config] = counters[name]
    const fds: number[] = []
    try {
      for (const thread of threads) fds.push(openCounter(thread, type, config))
    } catch (error) {
      // A thread that has ended meanwhile is fine.
      if (errorCodeOf(error) !== 'ESRCH' || fds.length === 0) {
        for (const fd of fds) closeSync(fd)
        throw systemError(`unable to open host cpu perf event for ${name}`, error)
      }
    }
    this.#open.set(name, fds)
  }

  stop(name: CounterName): void {
    for (const fd of this.#open.get(name) ?? []) closeSync(fd)
    this.#open.delete(name)
  }

  /** What was counted so far; undefined for one that does not run. */
  read(name: CounterName): bigint | undefined {
    const fds = this.#open.get(name)
    if (!fds) return undefined
    const word = Buffer.alloc(8)
    return fds.reduce((sum, fd) => sum + (readSync(fd, word) === word.length ? word.readBigUInt64LE() : 0n), 0n)
  }

  [Symbol.dispose](): void {
    for (const name of this.names) this.stop(name)
  }
}
