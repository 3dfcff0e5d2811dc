// Owns which values the variables of a rule get: a rule stands for one of each combination.
import type { FilterRule } from '../../model/nwfilter/FilterRule.js'
import { type FilterVariables, formatVariableAccess, type VariableAccess } from '../../model/nwfilter/FilterVariable.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { RuleConditions } from './RuleConditions.js'

/** Values by access. */
type Choice = ReadonlyMap<string, string>

/**
 * The rule with every combination of its variables' values. Accesses with the same iterator step together, the others are
 * combined, those of the first iterator changing fastest.
 *
 * @throws LibvirtError INTERNAL_ERROR when a variable has no value, or variables that step together have different numbers.
 */
export function ruleCombinations(rule: FilterRule, variables: FilterVariables): RuleConditions[] {
  let choices: Choice[] = [new Map()]
  for (const accesses of groupAccesses(rule)) {
    const steps = valueSteps(accesses, variables)
    choices = steps.flatMap(step => choices.map(choice => new Map([...choice, ...step])))
  }
  return choices.map(choice => new RuleConditions(rule, choice))
}

/** Variables that the rule uses. */
export function accessesOf(rule: FilterRule): VariableAccess[] {
  return [...rule.items.values()].flatMap(({ value }) => (value.kind === 'variable' ? [value.access] : []))
}

/** Accesses by iterator, the usual iterator first; each use by index is on its own. */
function groupAccesses(rule: FilterRule): VariableAccess[][] {
  const groups = new Map<string, VariableAccess[]>([['@0', []]])
  for (const access of accessesOf(rule)) {
    const key = 'index' in access ? formatVariableAccess(access) : `@${access.iterator}`
    groups.set(key, [...(groups.get(key) ?? []), access])
  }
  return [...groups.values()].filter(group => group.length > 0)
}

/** The values that accesses take together, each set of them once. */
function valueSteps(accesses: readonly VariableAccess[], variables: FilterVariables): Choice[] {
  const lists = accesses.map(access => accessedValues(access, variables))
  const length = lists[0]?.length ?? 0
  if (lists.some(list => list.length !== length)) {
    const message = 'Cardinality of list items must be the same for processing them in parallel'
    throw new LibvirtError('INTERNAL_ERROR', message)
  }
  const steps = new Map<string, Choice>()
  for (let at = 0; at < length; at++) {
    const values = lists.map(list => list[at] ?? '')
    const key = values.join('\n')
    if (!steps.has(key)) {
      steps.set(key, new Map(accesses.map((access, index) => [formatVariableAccess(access), values[index] ?? ''])))
    }
  }
  return [...steps.values()]
}

function accessedValues(access: VariableAccess, variables: FilterVariables): readonly string[] {
  const values = variables.get(access.name) ?? []
  if (values.length === 0) {
    throw new LibvirtError('INTERNAL_ERROR', `Could not find value for variable '${access.name}'`)
  }
  if (!('index' in access)) return values
  const value = values[access.index]
  if (value !== undefined) return [value]
  throw new LibvirtError('INTERNAL_ERROR', `Could not get nth (${access.index}) value of variable '${access.name}'`)
}
