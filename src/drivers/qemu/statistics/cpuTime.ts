import { processStat } from '../../../host/RunningProcess.js'
import type { Guest } from '../domain/Guest.js'
import { type GroupContext, guestGroups } from '../tuning/GuestGroups.js'
import { nanosecondsPerTick } from './vcpuFigures.js'

/** Nanoseconds. */
export interface CpuTime {
  readonly total: bigint
  readonly user: bigint
  readonly system: bigint
}

/** CPU time of a guest: that of its control group where it has one, of its process otherwise; undefined when it has ended. */
export async function cpuTime(
  context: GroupContext,
  { process }: Pick<Guest, 'process'>,
): Promise<CpuTime | undefined> {
  const groups = await guestGroups(context, process.pid)
  const text = groups?.has('cpu') ? await groups.whole.read('cpu.stat') : undefined
  const microseconds = (name: string) => BigInt(new RegExp(`^${name} (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? 0) * 1000n
  if (text !== undefined) {
    return {
      total: microseconds('usage_usec'),
      user: microseconds('user_usec'),
      system: microseconds('system_usec'),
    }
  }
  const stat = await processStat(process.pid)
  if (!stat) return undefined
  const [user, system] = [stat.userTime * nanosecondsPerTick, stat.systemTime * nanosecondsPerTick]
  return { total: user + system, user, system }
}
