// `virsh memtune`: limits of a domain's memory as typed parameters, in KiB.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import type { MemoryTuning } from '../../model/domain/memoryTuning.js'
import { readParameters, ullong } from './typedParameters.js'

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, in KiB. */
const unlimited = 9007199254740991

const names = {
  hard_limit: 'hardLimit',
  soft_limit: 'softLimit',
  swap_hard_limit: 'swapHardLimit',
} as const satisfies Record<string, keyof MemoryTuning>
const types = {
  hard_limit: 'ullong',
  soft_limit: 'ullong',
  swap_hard_limit: 'ullong',
} as const

/** The limits; those that are not set read as unlimited. */
export function memoryParameters({ memoryTuning }: Domain): TypedParameter[] {
  const { hardLimit, softLimit, swapHardLimit } = memoryTuning
  return [
    ullong('hard_limit', hardLimit ?? unlimited),
    ullong('soft_limit', softLimit ?? unlimited),
    ullong('swap_hard_limit', swapHardLimit ?? unlimited),
  ]
}

/**
 * The tuning with the parameters taken over.
 * @throws LibvirtError INVALID_ARG when the limit on memory would exceed the one on memory and swap
 */
export function withMemoryParameters(tuning: MemoryTuning, params: readonly TypedParameter[]): MemoryTuning {
  const changed = { ...tuning }
  for (const [name, { value }] of readParameters(params, types)) {
    const limit = Number(value)
    changed[names[name]] = limit >= unlimited ? undefined : limit
  }
  if ((changed.hardLimit ?? unlimited) > (changed.swapHardLimit ?? unlimited)) {
    throw new LibvirtError(
      'INVALID_ARG',
      'memory hard_limit tunable value must be lower than or equal to swap_hard_limit',
    )
  }
  return changed
}
