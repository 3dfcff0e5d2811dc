// Threads of programs we started: where they may run and how they are scheduled.
import { readdir, readFile } from 'node:fs/promises'
import { setAffinity, setScheduler } from './native.js'
import { hasCode, systemError } from './systemError.js'

/** SCHED_ numbers of linux/sched.h, under libvirt's names. */
const policies = { batch: 3, idle: 5, fifo: 1, rr: 2 } as const
export type SchedulingPolicy = keyof typeof policies

export interface Threads {
  /** Numbers of a process's threads; none when it is gone. */
  list(pid: number): Promise<number[]>
  /** A thread that has ended is fine. @throws LibvirtError SYSTEM_ERROR, for instance when none of these CPUs is there */
  pin(thread: number, cpus: readonly number[]): void
  /** A thread that has ended is fine. @param priority of the real-time policies, 0 for the others. @throws LibvirtError SYSTEM_ERROR */
  schedule(thread: number, policy: SchedulingPolicy, priority: number): void
  /** CPUs where a thread may run, as the kernel writes sets: `0-3,7`; undefined when it is gone. */
  allowedCpus(pid: number, thread: number): Promise<string | undefined>
}

export const systemThreads: Threads = {
  list: async pid => (await readdir(`/proc/${pid}/task`).catch(() => [])).map(Number),
  pin(thread, cpus) {
    try {
      setAffinity(thread, cpus)
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw systemError(`cannot set CPU affinity on process ${thread}`, error)
    }
  },
  schedule(thread, policy, priority) {
    try {
      setScheduler(thread, policies[policy], priority)
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw systemError(`Cannot set scheduler parameters for pid ${thread}`, error)
    }
  },
  async allowedCpus(pid, thread) {
    const text = await readFile(`/proc/${pid}/task/${thread}/status`, 'latin1').catch(() => '')
    return /^Cpus_allowed_list:\s+(\S+)/m.exec(text)?.[1]
  },
}

/**
 * How long a thread waited for its turn, nanoseconds: `wait` by the scheduler's statistics (/proc/PID/task/TID/sched), `delay` by
 * its run queue (schedstat, second field). Undefined where the kernel does not keep them.
 */
export async function threadSchedule(
  pid: number,
  thread: number,
): Promise<{ wait: bigint | undefined; delay: bigint | undefined }> {
  const folder = `/proc/${pid}/task/${thread}`
  const [statistics, queue] = await Promise.all(
    ['sched', 'schedstat'].map(file => readFile(`${folder}/${file}`, 'latin1').catch(() => '')),
  )
  // Milliseconds with six decimals; the name lost its prefix in Linux 5.16.
  const [, whole, parts] = /^(?:se\.statistics\.)?wait_sum\s*:\s*(\d+)\.(\d{6})$/m.exec(statistics ?? '') ?? []
  const delay = /^\d+ (\d+) /.exec(queue ?? '')?.[1]
  return {
    wait: whole === undefined || parts === undefined ? undefined : BigInt(whole) * 1_000_000n + BigInt(parts),
    delay: delay === undefined ? undefined : BigInt(delay),
  }
}
