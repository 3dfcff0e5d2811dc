// Limits on a disk's traffic, set as libvirt's QEMU driver sets them: what is said about one of a family replaces the whole family.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Iotune, IotuneLimit } from '../../model/domain/devices/diskIotune.js'
import { iotuneLimits } from '../../model/domain/devices/diskIotune.js'
import { type ParameterTypes, readParameters } from './typedParameters.js'

const types: ParameterTypes<IotuneLimit | 'group_name'> = {
  ...(Object.fromEntries(iotuneLimits.map(name => [name, 'ullong'])) as ParameterTypes<IotuneLimit>),
  group_name: 'string',
}

const kinds = ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max'] as const
const each = ['total', 'read', 'write'] as const
/** Limits that replace each other. */
const families: readonly (readonly IotuneLimit[])[] = [
  ...kinds.map(kind => each.map(who => `${who}_${kind}` as const)),
  ['size_iops_sec'],
]
/** How long a burst may last, seconds. */
const lengthFamilies = [
  each.map(who => `${who}_bytes_sec` as const),
  each.map(who => `${who}_iops_sec` as const),
] as const

/** Most that QEMU takes. */
const mostLimit = 1_000_000_000_000_000n

/**
 * What a client gave.
 * @throws LibvirtError for parameters of another name or type, ARGUMENT_UNSUPPORTED for limits above QEMU's, INVALID_ARG for
 *   limits of both ways together beside limits of one way
 */
export function readBlockIoTune(
  params: readonly TypedParameter[],
): ReadonlyMap<IotuneLimit | 'group_name', bigint | string> {
  const given = new Map<IotuneLimit | 'group_name', bigint | string>()
  for (const [name, { value }] of readParameters(params, types)) {
    if (name === 'group_name') {
      given.set(name, String(value))
      continue
    }
    const limit = BigInt(value)
    if (limit > mostLimit) {
      const text = `block I/O throttle limit value must be no more than ${mostLimit}`
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', text)
    }
    given.set(name, limit)
  }
  for (const kind of kinds) {
    const set = (who: (typeof each)[number]) => (given.get(`${who}_${kind}`) ?? 0n) !== 0n
    if (set('total') && (set('read') || set('write'))) {
      throw new LibvirtError('INVALID_ARG', `total and read/write of ${kind} cannot be set at the same time`)
    }
  }
  return given
}

/** Limits of a disk after what a client gave; families that it said nothing about stay as they were. */
export function replaceBlockIoTune(before: Iotune, given: ReturnType<typeof readBlockIoTune>): Iotune {
  const after: Iotune = {}
  const set = (name: IotuneLimit, value: number | undefined) => {
    if (value) after[name] = value
  }
  const told = (name: IotuneLimit) => Number(given.get(name) ?? 0)
  for (const family of families) {
    const replaced = family.some(name => given.has(name))
    for (const name of family) set(name, replaced ? told(name) : before[name])
  }
  for (const family of lengthFamilies) {
    const replaced = family.some(name => given.has(`${name}_max_length`))
    for (const name of family) {
      const length = `${name}_max_length` as const
      // QEMU takes no 0 where there is a limit: 1 is what it does without a word about it.
      const cleared = before[length] && (after[name] || after[`${name}_max`]) ? 1 : 0
      set(length, replaced ? told(length) || cleared : before[length])
    }
  }
  const group = given.has('group_name') ? String(given.get('group_name')) : before.group_name
  if (group) after.group_name = group
  return after
}

/** Whether there is any limit. */
export const limitsTraffic = (iotune: Iotune): boolean => iotuneLimits.some(name => (iotune[name] ?? 0) !== 0)

/** @throws LibvirtError CONFIG_UNSUPPORTED for bursts that QEMU would not take */
export function checkBursts(iotune: Iotune): void {
  for (const kind of ['bytes_sec', 'iops_sec'] as const) {
    for (const who of each) {
      const name = `${who}_${kind}` as const
      const [usual, burst] = [iotune[name] ?? 0, iotune[`${name}_max`] ?? 0]
      if (burst === 0) continue
      if (usual === 0) throw new LibvirtError('CONFIG_UNSUPPORTED', `cannot reset '${name}' when '${name}_max' is set`)
      if (burst < usual) {
        throw new LibvirtError('CONFIG_UNSUPPORTED', `value '${name}_max' cannot be smaller than '${name}'`)
      }
    }
  }
}
