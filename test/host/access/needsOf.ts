import type { Call } from '../../../src/api/call.js'
import type { ObjectKind } from '../../../src/api/schema.js'
import { type AccessCase, rowOf } from './AccessCase.js'

/** What must be there before a call is made: objects of a kind, or a saved guest. */
export type Need = ObjectKind | 'saved'

/** What stands on something else. */
const standsOn: { readonly [N in Need]?: readonly Need[] } = {
  domainSnapshot: ['domain'],
  networkPort: ['network'],
  saved: ['domain'],
}

function ofRow(row: Call): Need[] {
  const kinds = Object.entries(row.args).flatMap(([name, schema]): Need[] => {
    if (schema.kind === 'reference') return [schema.of]
    return name === 'from' || name === 'file' || (row.on === 'new' && schema.kind === 'list') ? ['saved'] : []
  })
  return kinds.flatMap(kind => [...(standsOn[kind] ?? []), kind])
}

/** Object's name → what calls about it need. */
export function needsOf(cases: readonly AccessCase[]): Record<string, Need[]> {
  const needs = new Map<string, Set<Need>>()
  for (const { row, object } of cases) {
    const known = needs.get(object) ?? new Set()
    needs.set(object, known)
    for (const need of ofRow(rowOf(row))) known.add(need)
  }
  return Object.fromEntries([...needs].map(([name, known]) => [name, [...known]]))
}
