// Leaves out of a result what the caller may not see.
import type { Call } from '../api/call.js'
import type { CallContext, Driver, Found } from '../api/Driver.js'
import type { Schema } from '../api/schema.js'
import type { Guard } from './Guard.js'
import type { Values } from './perform.js'

/** The one object that a lookup answers with. */
export function foundIn(call: Call, result: Values): Found {
  for (const [name, schema] of Object.entries(call.ret)) {
    if (schema.kind === 'reference') return result[name] as Found
  }
  throw new TypeError(`${call.name} is checked on its result but answers with no object`)
}

/** Drops list items without the row's permission; a `ret` count beside the list follows. Bare results pass unchanged. */
export async function filterResult(
  call: Call,
  driver: Driver,
  result: Values,
  context: CallContext,
  guard: Guard,
): Promise<Values> {
  const { filter } = call
  if (!filter) return result
  const filtered: Values = { ...result }
  for (const [name, schema] of Object.entries(call.ret)) {
    if (schema.kind !== 'list') continue
    const find = finderOf(schema.item)
    if (!find) continue
    const items = filtered[name] as unknown[]
    const kept = await guard.filter(items, find, filter, driver, context)
    filtered[name] = kept
    if (typeof filtered['ret'] === 'number') filtered['ret'] = kept.length
  }
  return filtered
}

/** How to get at the object in a list item: the item itself, or the first reference in a structure. */
function finderOf(item: Schema): ((item: unknown) => Found) | undefined {
  if (item.kind === 'reference') return item => item as Found
  if (item.kind !== 'struct') return undefined
  const field = Object.entries(item.fields).find(([, schema]) => schema.kind === 'reference')?.[0]
  return field === undefined ? undefined : item => (item as Values)[field] as Found
}
