// Limits of a guest as a whole, as properties of its scope (systemd.resource-control(5)).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { UnitProperty } from '../../../host/Scopes.js'
import type { BlockDeviceTuning, BlockTuning } from '../../../model/domain/blockTuning.js'
import type { CpuTuning } from '../../../model/domain/cpuTuning.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { type MemoryTuning, unlimitedMemory } from '../../../model/domain/memoryTuning.js'

/** CGROUP_LIMIT_MAX and USEC_INFINITY: no limit. */
const none = 0xffff_ffff_ffff_ffffn
/** What the kernel counts a quota by unless told otherwise, microseconds. */
export const usualPeriod = 100_000n
const second = 1_000_000n

const number = (name: string, value: bigint): UnitProperty => ({ name, type: 't', value })

/** Everything a definition says of the whole. */
export function unitProperties({ cpuTuning, memoryTuning, blockTuning }: Domain): UnitProperty[] {
  const { shares, periods, quotas } = cpuTuning
  const limited = periods.global_period !== 0n || quotas.global_quota !== 0n
  return [
    ...(shares === undefined ? [] : [weightProperty(shares)]),
    ...(limited ? quotaProperties(cpuTuning) : []),
    ...memoryProperties(memoryTuning),
    ...blockProperties(blockTuning),
  ]
}

/** Weights of control groups 2. */
const [leastWeight, mostWeight] = [1n, 10_000n]

/** The CPU weight. @throws LibvirtError INVALID_ARG for one the kernel does not take */
export function weightProperty(shares: bigint): UnitProperty {
  if (shares < leastWeight || shares > mostWeight) {
    throw new LibvirtError('INVALID_ARG', `shares '${shares}' must be in range [${leastWeight}, ${mostWeight}]`)
  }
  return number('CPUWeight', shares)
}

/** Period and quota of everything together; a quota of 0 or less is none. */
export function quotaProperties({ periods, quotas }: Pick<CpuTuning, 'periods' | 'quotas'>): UnitProperty[] {
  const period = periods.global_period || usualPeriod
  const quota = quotas.global_quota
  // systemd multiplies by the period and drops what is left over; rounded up, that gives back the same quota.
  const perSecond = quota > 0n ? (quota * second + period - 1n) / period : none
  return [number('CPUQuotaPeriodUSec', period), number('CPUQuotaPerSecUSec', perSecond)]
}

const memoryNames = { hardLimit: 'MemoryMax', softLimit: 'MemoryHigh', swapHardLimit: 'MemorySwapMax' } as const
export type MemoryLimit = keyof typeof memoryNames

/** @param kib undefined for no limit */
export function memoryProperty(limit: MemoryLimit, kib: number | undefined): UnitProperty {
  return number(memoryNames[limit], kib === undefined || kib >= unlimitedMemory ? none : BigInt(kib) * 1024n)
}

const memoryLimits = ['softLimit', 'swapHardLimit', 'hardLimit'] as const

/** Limits that are set. */
export function memoryProperties(tuning: MemoryTuning): UnitProperty[] {
  return memoryLimits.filter(limit => tuning[limit] !== undefined).map(limit => memoryProperty(limit, tuning[limit]))
}

const deviceNames = {
  readIops: 'IOReadIOPSMax',
  writeIops: 'IOWriteIOPSMax',
  readBytes: 'IOReadBandwidthMax',
  writeBytes: 'IOWriteBandwidthMax',
} as const
type DeviceLimit = keyof typeof deviceNames
const deviceLimits = ['readIops', 'writeIops', 'readBytes', 'writeBytes'] as const satisfies readonly DeviceLimit[]

/** Weights and limits that are set. @param before what was set until now, to be taken back where it is no more */
export function blockProperties({ weight, devices }: BlockTuning, before?: BlockTuning): UnitProperty[] {
  const properties: UnitProperty[] = []
  if (weight > 0 && weight !== before?.weight) properties.push(number('IOWeight', BigInt(weight)))
  const weighed = devices.filter(device => device.weight > 0)
  const weights = weighed.map(device => [device.path, BigInt(device.weight)] as const)
  // A weight cannot be taken back by itself: an empty list forgets all of them.
  if (before?.devices.some(device => device.weight > 0))
    properties.push({ name: 'IODeviceWeight', type: 'a(st)', value: [] })
  if (weights.length > 0) properties.push({ name: 'IODeviceWeight', type: 'a(st)', value: weights })
  for (const limit of deviceLimits) {
    const value = [...limitsOf(devices, limit), ...takenBack(devices, before?.devices ?? [], limit)]
    if (value.length > 0) properties.push({ name: deviceNames[limit], type: 'a(st)', value })
  }
  return properties
}

type Limits = (readonly [path: string, limit: bigint])[]

const limitsOf = (devices: readonly BlockDeviceTuning[], limit: DeviceLimit): Limits =>
  devices.filter(device => BigInt(device[limit]) > 0n).map(device => [device.path, BigInt(device[limit])])

function takenBack(
  devices: readonly BlockDeviceTuning[],
  before: readonly BlockDeviceTuning[],
  limit: DeviceLimit,
): Limits {
  const kept = new Set(limitsOf(devices, limit).map(([path]) => path))
  return limitsOf(before, limit).flatMap(([path]) => (kept.has(path) ? [] : [[path, none]]))
}
