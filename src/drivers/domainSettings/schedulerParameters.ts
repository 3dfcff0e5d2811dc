// `virsh schedinfo`: shares, periods and quotas of a domain's CPU time as typed parameters.
import type { TypedParameter } from '../../api/schema.js'
import type { CpuTuning } from '../../model/domain/cpuTuning.js'
import type { Domain } from '../../model/domain/Domain.js'
import { llong, readParameters, ullong } from './typedParameters.js'

/** Parameter → key of the tuning; microseconds. */
const periods = {
  vcpu_period: 'period',
  global_period: 'global_period',
  emulator_period: 'emulator_period',
  iothread_period: 'iothread_period',
} as const
const quotas = {
  vcpu_quota: 'quota',
  global_quota: 'global_quota',
  emulator_quota: 'emulator_quota',
  iothread_quota: 'iothread_quota',
} as const
const types = {
  cpu_shares: 'ullong',
  vcpu_period: 'ullong',
  vcpu_quota: 'llong',
  global_period: 'ullong',
  global_quota: 'llong',
  emulator_period: 'ullong',
  emulator_quota: 'llong',
  iothread_period: 'ullong',
  iothread_quota: 'llong',
} as const
/** What the kernel gives everybody unless told otherwise, in microseconds; and the weight of cgroup v1. */
const usualPeriod = 100_000n
const usualShares = 1024n

/** In libvirt's order: shares, then period and quota of vCPUs, emulator, all and I/O threads. */
export function schedulerParameters({ cpuTuning }: Domain): TypedParameter[] {
  const period = (name: keyof typeof periods) => ullong(name, cpuTuning.periods[periods[name]] || usualPeriod)
  const quota = (name: keyof typeof quotas) => llong(name, cpuTuning.quotas[quotas[name]])
  return [
    ullong('cpu_shares', cpuTuning.shares ?? usualShares),
    period('vcpu_period'),
    quota('vcpu_quota'),
    period('emulator_period'),
    quota('emulator_quota'),
    period('global_period'),
    quota('global_quota'),
    period('iothread_period'),
    quota('iothread_quota'),
  ]
}

/** The tuning with the parameters taken over. @throws LibvirtError for parameters of another name or type */
export function withSchedulerParameters(tuning: CpuTuning, params: readonly TypedParameter[]): CpuTuning {
  const changed = { ...tuning, periods: { ...tuning.periods }, quotas: { ...tuning.quotas } }
  for (const [name, { value }] of readParameters(params, types)) {
    const number = BigInt(value)
    if (name === 'cpu_shares') changed.shares = number
    else if (isKeyOf(name, periods)) changed.periods[periods[name]] = number
    else if (isKeyOf(name, quotas)) changed.quotas[quotas[name]] = number
  }
  return changed
}

const isKeyOf = <O extends object>(name: PropertyKey, object: O): name is keyof O => name in object
