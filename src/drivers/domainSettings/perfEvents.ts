// `virsh perf`: which counters of the host are kept for a domain, as typed parameters.
import type { TypedParameter } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import { type PerfEvent, type PerfEvents, perfEvents } from '../../model/domain/perf.js'
import { type ParameterTypes, readParameters } from './typedParameters.js'

const types = Object.fromEntries(perfEvents.map(name => [name, 'boolean'])) as ParameterTypes<PerfEvent>

export function perfParameters({ perf }: Domain): TypedParameter[] {
  return perfEvents.map(field => ({ field, type: 'boolean', value: perf.get(field) ?? false }))
}

/** The counters with the parameters taken over. @throws LibvirtError for parameters of another name or type */
export function withPerfParameters(perf: PerfEvents, params: readonly TypedParameter[]): PerfEvents {
  const given = [...readParameters(params, types)].map(([name, { value }]) => [name, Boolean(value)] as const)
  return new Map([...perf, ...given])
}
