// `virsh schedinfo`: shares, periods and quotas of a domain's CPU time as typed parameters.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { CpuTuning } from '../../model/domain/cpuTuning.js'
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

/** Shares, and periods and quotas in microseconds. */
export type SchedulerSettings = Pick<CpuTuning, 'shares' | 'periods' | 'quotas'>

/** In libvirt's order: shares, then period and quota of vCPUs, emulator, all and I/O threads. What is not set reads as 0. */
export function schedulerParameters({ shares, ...settings }: SchedulerSettings): TypedParameter[] {
  const period = (name: keyof typeof periods) => ullong(name, settings.periods[periods[name]])
  const quota = (name: keyof typeof quotas) => llong(name, settings.quotas[quotas[name]])
  return [
    ullong('cpu_shares', shares ?? 0n),
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

const ranges = { periods: [1000n, 1_000_000n], quotas: [1000n, 17_592_186_044_415n] } as const

/**
 * The tuning with the parameters taken over.
 * @throws LibvirtError for parameters of another name or type, INVALID_ARG for a period or quota the kernel would not take
 */
export function withSchedulerParameters(tuning: CpuTuning, params: readonly TypedParameter[]): CpuTuning {
  const changed = { ...tuning, periods: { ...tuning.periods }, quotas: { ...tuning.quotas } }
  for (const [name, { value }] of readParameters(params, types)) {
    const number = BigInt(value)
    if (name === 'cpu_shares') changed.shares = number
    else if (isKeyOf(name, periods)) changed.periods[periods[name]] = inRange(name, number, ranges.periods)
    else if (isKeyOf(name, quotas)) changed.quotas[quotas[name]] = inRange(name, number, ranges.quotas)
  }
  return changed
}

/** 0 and less have meanings of their own. */
function inRange(name: string, value: bigint, [least, most]: readonly [bigint, bigint]): bigint {
  if ((value > 0n && value < least) || value > most) {
    throw new LibvirtError('INVALID_ARG', `value of '${name}' is out of range [${least}, ${most}]`)
  }
  return value
}

const isKeyOf = <O extends object>(name: PropertyKey, object: O): name is keyof O => name in object
