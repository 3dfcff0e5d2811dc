// `virsh blkdeviotune`: limits on a disk's traffic as typed parameters.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import {
  checkIotune,
  type Iotune,
  type IotuneLimit,
  iotuneLimits,
  iotuneLimitsBehindGroup,
} from '../../model/domain/devices/diskIotune.js'
import { type ParameterTypes, readParameters, text, ullong } from './typedParameters.js'

const types: ParameterTypes<IotuneLimit | 'group_name'> = {
  ...(Object.fromEntries(iotuneLimits.map(name => [name, 'ullong'])) as ParameterTypes<IotuneLimit>),
  group_name: 'string',
}

type Disk = Domain['devices']['disk'][number]

/** The disk by its name in the guest. @throws LibvirtError INVALID_ARG */
export function diskToTune({ devices }: Domain, name: string): Disk {
  const found = devices.disk.find(({ target }) => target === name)
  if (!found) throw new LibvirtError('INVALID_ARG', `disk '${name}' was not found in the domain config`)
  return found
}

/** The limits; 0 is none. */
export function blockIoTune({ iotune = {} }: Pick<Disk, 'iotune'>): TypedParameter[] {
  const limit = (name: IotuneLimit) => ullong(name, iotune[name] ?? 0)
  const behind = new Set<IotuneLimit>(iotuneLimitsBehindGroup)
  return [
    ...iotuneLimits.filter(name => !behind.has(name)).map(limit),
    text('group_name', iotune.group_name ?? ''),
    ...iotuneLimitsBehindGroup.map(limit),
  ]
}

/** The disk with the limits taken over. @throws as `withIoLimits` */
export function withBlockIoTune(disk: Disk, params: readonly TypedParameter[]): Disk {
  return { ...disk, iotune: withIoLimits(disk.iotune ?? {}, params) }
}

/**
 * Limits with others taken over. One that covers both ways replaces those of each way, and the other way round.
 * @throws LibvirtError INVALID_ARG, XML_ERROR for limits that contradict each other
 */
export function withIoLimits(before: Iotune, params: readonly TypedParameter[]): Iotune {
  const given = readParameters(params, types)
  const iotune: Iotune = { ...before }
  for (const [name, { value }] of given) {
    if (name === 'group_name') iotune.group_name = String(value)
    else if (BigInt(value) === 0n) delete iotune[name]
    else iotune[name] = Number(value)
  }
  for (const kind of ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max'] as const) {
    const each = [`read_${kind}`, `write_${kind}`] as const
    if (given.has(`total_${kind}`)) each.filter(name => !given.has(name)).forEach(name => delete iotune[name])
    else if (each.some(name => given.has(name))) delete iotune[`total_${kind}`]
  }
  checkIotune(iotune)
  return iotune
}
