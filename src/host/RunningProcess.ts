// A process that need not be our child: known by pid and start time, watched and signalled through a pidfd, so that a pid
// that was used again is never mistaken for it.
import { closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { openPidfd, processEnd, signalPidfd } from './native.js'
import { hasCode, systemError } from './systemError.js'

/** What names a process as long as the host runs; goes into state files. */
export interface ProcessIdentity {
  readonly pid: number
  /** Field 22 of /proc/PID/stat: clock ticks since boot. */
  readonly startTime: bigint
}

export class RunningProcess implements ProcessIdentity, Disposable {
  /** Resolves when the process has ended; never rejects. Stays open after `forget`. */
  readonly ended: Promise<void>
  readonly #pidfd: number
  readonly #forgotten = new AbortController()
  #watched = true

  private constructor(
    readonly pid: number,
    readonly startTime: bigint,
    pidfd: number,
  ) {
    this.#pidfd = pidfd
    this.ended = new Promise(resolve => {
      processEnd(pidfd, this.#forgotten.signal)
        .then(resolve, () => {})
        .finally(() => {
          this.#watched = false
          closeSync(pidfd)
        })
    })
  }

  /**
   * Takes hold of a process.
   * @param startTime demanded start time; without it any process with that pid will do
   * @returns undefined when it has ended, or the pid now belongs to another
   */
  static async find(pid: number, startTime?: bigint): Promise<RunningProcess | undefined> {
    let pidfd: number
    try {
      pidfd = openPidfd(pid)
    } catch (error) {
      if (hasCode(error, 'ESRCH', 'EINVAL')) return undefined
      throw systemError(`Failed to watch process ${pid}`, error)
    }
    const stat = await processStat(pid)
    if (stat && stat.state !== 'Z' && (startTime === undefined || stat.startTime === startTime)) {
      return new RunningProcess(pid, stat.startTime, pidfd)
    }
    closeSync(pidfd)
    return undefined
  }

  /**
   * Takes hold of a child that has not been waited for yet; it may have ended already.
   * @param onForget called when nobody waits for the child any more
   */
  static async ofChild(pid: number, onForget: () => void): Promise<RunningProcess> {
    const pidfd = openPidfd(pid)
    const stat = await processStat(pid)
    const child = new RunningProcess(pid, stat?.startTime ?? 0n, pidfd)
    child.#forgotten.signal.addEventListener('abort', onForget)
    return child
  }

  /** @returns whether the process was still there to get the signal */
  signal(number: number): boolean {
    return this.#watched && !this.#forgotten.signal.aborted && signalPidfd(this.#pidfd, number)
  }

  /** Stops watching and lets go of the pidfd; the process is not touched. */
  forget(): void {
    this.#forgotten.abort()
  }

  [Symbol.dispose](): void {
    this.forget()
  }
}

export interface ProcessStat {
  readonly command: string
  /** `R`, `S`, `T` stopped, `Z` ended and not waited for, … */
  readonly state: string
  readonly startTime: bigint
  /** Clock ticks (100 a second) spent in user mode and in the kernel. */
  readonly userTime: bigint
  readonly systemTime: bigint
  /** The CPU it ran on last. */
  readonly processor: number
}

/** Reads /proc/PID/stat (proc_pid_stat(5)); undefined when there is no such process. */
export async function processStat(pid: number, thread?: number): Promise<ProcessStat | undefined> {
  const path = thread === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${thread}/stat`
  let text: string
  try {
    text = await readFile(path, 'latin1')
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined
    throw systemError(`cannot read '${path}'`, error)
  }
  // The command stands in parentheses and may hold any character, parentheses included.
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  const fields = text.slice(close + 2).split(' ')
  const [state = '?'] = fields
  const number = (field: number): bigint => BigInt(fields[field - 3] ?? '0')
  return {
    command: text.slice(open + 1, close),
    state,
    userTime: number(14),
    systemTime: number(15),
    startTime: number(22),
    processor: Number(number(39)),
  }
}
