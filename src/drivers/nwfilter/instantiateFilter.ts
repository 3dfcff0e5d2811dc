// Owns what a filter comes to for one interface: its own rules and those of the filters it refers to.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Filter } from '../../model/nwfilter/Filter.js'
import type { FilterRule } from '../../model/nwfilter/FilterRule.js'
import { type FilterVariables, formatVariableAccess } from '../../model/nwfilter/FilterVariable.js'
import { accessesOf } from './variableCombinations.js'

/** A rule with its place among the interface's rules and the values of its variables. */
export interface InstantiatedRule {
  readonly rule: FilterRule
  readonly chain: string
  readonly chainPriority: number
  /** The rule's, or its chain's when the rule would otherwise stand before the chain. */
  readonly priority: number
  readonly variables: FilterVariables
}

/** Finds the filter of that name. */
export type FilterLookup = (name: string) => Filter | undefined

/**
 * All rules of the filter in document order. Where a reference gives a value to a variable that has one already, the outer
 * value counts.
 *
 * @throws LibvirtError INTERNAL_ERROR for a missing filter; OPERATION_FAILED for a filter that leads to itself.
 */
export function instantiateFilter(
  filter: Filter,
  variables: FilterVariables,
  lookup: FilterLookup,
): InstantiatedRule[] {
  return collect(filter, variables, lookup, [])
}

function collect(
  filter: Filter,
  variables: FilterVariables,
  lookup: FilterLookup,
  within: readonly string[],
): InstantiatedRule[] {
  if (within.includes(filter.name)) throw new LibvirtError('OPERATION_FAILED', 'filter would introduce a loop')
  const { chain, chainPriority } = filter
  return filter.entries.flatMap(entry => {
    if ('rule' in entry) {
      const { rule } = entry
      const priority = chain === 'root' ? rule.priority : Math.max(rule.priority, chainPriority)
      return [{ rule, chain, chainPriority, priority, variables }]
    }
    const { reference } = entry
    const inner = lookup(reference.filter)
    if (!inner) throw new LibvirtError('INTERNAL_ERROR', `referenced filter '${reference.filter}' is missing`)
    const values = new Map([...reference.parameters, ...variables])
    return collect(inner, values, lookup, [...within, filter.name])
  })
}

/** Variables without a value, and list elements that do not exist, as they are written in the rules. */
export function missingVariables(rules: readonly InstantiatedRule[]): Set<string> {
  const missing = rules.flatMap(({ rule, variables }) =>
    accessesOf(rule).flatMap(access => {
      const needed = 'index' in access ? access.index + 1 : 1
      const known = variables.get(access.name)?.length ?? 0
      return known >= needed ? [] : [known === 0 ? access.name : formatVariableAccess(access).slice(1)]
    }),
  )
  return new Set(missing)
}
