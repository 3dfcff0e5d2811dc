import { vcpuState } from '../../../api/enums/domain.js'
import { processStat } from '../../../host/RunningProcess.js'
import { threadSchedule } from '../../../host/Threads.js'
import type { QemuDomain } from '../domain/QemuDomain.js'

/** A virtual CPU of a running guest, as its thread shows. */
export interface VcpuFigures {
  readonly number: number
  /** virVcpuState. */
  readonly state: number
  /** Nanoseconds. */
  readonly time: bigint
  /** The host's CPU it ran on last. */
  readonly cpu: number
  /** Nanoseconds for which it waited for its turn, as the scheduler's own statistics have it; undefined where they are off. */
  readonly wait: bigint | undefined
  /** Nanoseconds for which it was ready and did not run. */
  readonly delay: bigint | undefined
}

/** /proc counts in hundredths of a second. */
export const nanosecondsPerTick = 10_000_000n

/** @throws LibvirtError OPERATION_INVALID when the domain does not run */
export async function vcpuFigures(domain: QemuDomain): Promise<VcpuFigures[]> {
  const { process, vcpuThreads } = domain.active().guest
  const figures = [...vcpuThreads].map(async ([number, thread]) => {
    const [stat, schedule] = await Promise.all([processStat(process.pid, thread), threadSchedule(process.pid, thread)])
    const time = stat ? (stat.userTime + stat.systemTime) * nanosecondsPerTick : 0n
    return { number, state: vcpuState.RUNNING, time, cpu: stat?.processor ?? 0, ...schedule }
  })
  return Promise.all(figures)
}
