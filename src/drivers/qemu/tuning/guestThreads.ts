// The threads of a running guest by what they are for, each with what its definition says of it.
import type { Threads } from '../../../host/Threads.js'
import type { NumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Scheduler } from '../../../model/domain/scheduler.js'
import type { Guest } from '../domain/Guest.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { CpuBandwidth } from './bandwidth.js'
import type { ThreadKind } from './GuestGroups.js'

/** Threads that are tuned alike. */
export interface ThreadGroup {
  readonly kind: ThreadKind
  /** Number of the vCPU or I/O thread; 0 for the emulator. */
  readonly id: number
  readonly threads: readonly number[]
  /** CPUs of the host; everywhere when left out. */
  readonly cpus: NumberSet | undefined
  readonly bandwidth: CpuBandwidth
  readonly scheduler: Scheduler | undefined
}

/** What QEMU says of an I/O thread; nanoseconds, and factors. */
export interface IoThreadFigures {
  readonly thread: number
  readonly pollMax: bigint
  readonly pollGrow: number
  readonly pollShrink: number
}

/** I/O threads by number. */
export async function ioThreadFigures(monitor: Pick<QmpMonitor, 'execute'>): Promise<Map<number, IoThreadFigures>> {
  const reply = await monitor.execute('query-iothreads')
  return new Map(
    reply.items().flatMap(thread => {
      const number = /^iothread(\d+)$/.exec(thread.field('id').string())?.[1]
      if (number === undefined) return []
      const figures = {
        thread: thread.field('thread-id').integer(),
        pollMax: BigInt(thread.field('poll-max-ns').integer()),
        pollGrow: thread.field('poll-grow').integer(),
        pollShrink: thread.field('poll-shrink').integer(),
      }
      return [[Number(number), figures] as const]
    }),
  )
}

/** vCPUs that have threads of their own: an emulator may run all of them, and itself, in one. */
export function vcpuThreadsOf({ vcpuThreads, process }: Pick<Guest, 'vcpuThreads' | 'process'>): Map<number, number> {
  const threads = [...vcpuThreads.values()]
  const shared = new Set(threads).size < threads.length || threads.includes(process.pid)
  return shared ? new Map() : new Map(vcpuThreads)
}

/** What the emulator is pinned to. */
export const emulatorCpus = ({ cpuTuning, vcpus }: Pick<Domain, 'cpuTuning' | 'vcpus'>): NumberSet | undefined =>
  cpuTuning.emulatorPin ?? vcpus.cpuset

/** What a vCPU is pinned to. */
export const vcpuCpus = (
  { cpuTuning, vcpus }: Pick<Domain, 'cpuTuning' | 'vcpus'>,
  id: number,
): NumberSet | undefined => cpuTuning.vcpuPins.get(id) ?? vcpus.cpuset

/** What an I/O thread is pinned to. */
export const ioThreadCpus = (
  { cpuTuning, vcpus }: Pick<Domain, 'cpuTuning' | 'vcpus'>,
  id: number,
): NumberSet | undefined => cpuTuning.ioThreadPins.get(id) ?? vcpus.cpuset

/** All threads of a guest. The emulator comes first, so that every thread is somewhere before the others leave. */
export async function guestThreads(
  guest: Pick<Guest, 'definition' | 'process' | 'vcpuThreads'>,
  monitor: Pick<QmpMonitor, 'execute'>,
  threads: Pick<Threads, 'list'>,
): Promise<ThreadGroup[]> {
  const { definition, process } = guest
  const { cpuTuning, ioThreads } = definition
  const { periods, quotas } = cpuTuning
  const [all, figures] = await Promise.all([
    threads.list(process.pid),
    ioThreads.list.length > 0 ? ioThreadFigures(monitor) : new Map<number, IoThreadFigures>(),
  ])
  const vcpus = [...vcpuThreadsOf(guest)].map(
    ([id, thread]): ThreadGroup => ({
      kind: 'vcpu',
      id,
      threads: [thread],
      cpus: vcpuCpus(definition, id),
      bandwidth: { period: periods.period, quota: quotas.quota },
      scheduler: cpuTuning.vcpuSchedulers.get(id),
    }),
  )
  const inputs = [...figures].map(
    ([id, { thread }]): ThreadGroup => ({
      kind: 'iothread',
      id,
      threads: [thread],
      cpus: ioThreadCpus(definition, id),
      bandwidth: { period: periods.iothread_period, quota: quotas.iothread_quota },
      scheduler: cpuTuning.ioThreadSchedulers.get(id),
    }),
  )
  const others = new Set([...vcpus, ...inputs].flatMap(group => group.threads))
  const emulator: ThreadGroup = {
    kind: 'emulator',
    id: 0,
    threads: all.filter(thread => !others.has(thread)),
    cpus: emulatorCpus(definition),
    bandwidth: { period: periods.emulator_period, quota: quotas.emulator_quota },
    scheduler: cpuTuning.emulatorScheduler,
  }
  return [emulator, ...vcpus, ...inputs]
}
