// CPU time of a running guest: read from its control groups, and changed there.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { CpuTuning } from '../../../model/domain/cpuTuning.js'
import type { SchedulerSettings } from '../../domainSettings/schedulerParameters.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { readBandwidth, writeBandwidth } from './bandwidth.js'
import { type GuestGroups, guestGroups, type ThreadKind } from './GuestGroups.js'
import { vcpuThreadsOf } from './guestThreads.js'
import { quotaProperties, weightProperty } from './unitProperties.js'

/** The groups of a guest, with a controller for CPU time. @throws LibvirtError OPERATION_INVALID where there is none */
export async function cpuGroups(context: QemuDriverContext, { process }: Pick<Guest, 'process'>): Promise<GuestGroups> {
  const groups = await guestGroups(context, process.pid)
  if (groups?.has('cpu')) return groups
  throw new LibvirtError('OPERATION_INVALID', 'cgroup CPU controller is not mounted')
}

/** Numbers of the threads of each kind that have groups of their own. */
function groupsOf(guest: Guest): [kind: ThreadKind, ids: number[], period: PeriodName, quota: QuotaName][] {
  return [
    ['vcpu', [...vcpuThreadsOf(guest).keys()], 'period', 'quota'],
    ['emulator', [0], 'emulator_period', 'emulator_quota'],
    ['iothread', guest.definition.ioThreads.list.map(({ id }) => id), 'iothread_period', 'iothread_quota'],
  ]
}
type PeriodName = keyof CpuTuning['periods']
type QuotaName = keyof CpuTuning['quotas']

/** What is in force. Threads that have no group of their own are as the whole is. */
export async function liveScheduler(groups: GuestGroups, guest: Guest): Promise<SchedulerSettings> {
  const whole = await readBandwidth(groups.whole)
  const periods = { period: 0n, emulator_period: 0n, global_period: whole.period, iothread_period: 0n }
  const quotas = { quota: 0n, emulator_quota: 0n, global_quota: whole.quota, iothread_quota: 0n }
  for (const [kind, [first], period, quota] of groupsOf(guest)) {
    const own = first === undefined ? whole : await readBandwidth(groups.of(kind, first))
    periods[period] = own.period
    quotas[quota] = own.quota
  }
  const weight = await groups.whole.read('cpu.weight')
  return { shares: BigInt(weight ?? 0), periods, quotas }
}

/**
 * Brings what changed into force.
 * @throws LibvirtError INVALID_ARG for a weight the kernel does not take, SYSTEM_ERROR when it refuses something else
 */
export async function changeLiveScheduler(
  { host }: Pick<QemuDriverContext, 'host'>,
  groups: GuestGroups,
  guest: Guest,
  after: CpuTuning,
): Promise<void> {
  const before = guest.definition.cpuTuning
  const { shares, periods, quotas } = after
  if (shares !== undefined && shares !== before.shares) {
    await host.scopes.set(groups.unit, [weightProperty(shares)])
  }
  const changed = (period: PeriodName, quota: QuotaName) =>
    before.periods[period] !== periods[period] || before.quotas[quota] !== quotas[quota]
  if (changed('global_period', 'global_quota')) await host.scopes.set(groups.unit, quotaProperties(after))
  for (const [kind, ids, period, quota] of groupsOf(guest)) {
    if (!changed(period, quota)) continue
    const bandwidth = { period: periods[period], quota: quotas[quota] }
    for (const id of ids) await writeBandwidth(groups.of(kind, id), bandwidth)
  }
}
