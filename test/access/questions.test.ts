// How much the authority is asked for one call, over the whole call table.
import t from 'tap'
import type { Call, Rule } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import { actionOf, Guard } from '../../src/access/Guard.js'
import { contextOf, fakeAuthority, fakeDriver } from './fakeDriver.js'

const rows: readonly Call[] = Object.values<Call>(calls).filter(({ allow = [] }) => allow.length > 0)
const permissionsOf = ({ allow = [] }: Call) =>
  allow.map((rule: Rule | Rule['permission']) => (typeof rule === 'string' ? rule : rule.permission))
const details = { domain_name: 'web' }

/** What is asked when the actions of all permissions but the last are granted by rules. */
async function questionsOf(row: Call, layers: 'either' | 'both', interactive: boolean): Promise<readonly string[]> {
  const granted = permissionsOf(row).slice(0, -1).map(actionOf)
  const authority = fakeAuthority(layers === 'both' ? [...granted, 'org.libvirt.unix.manage'] : granted)
  const guard = new Guard(authority, layers)
  const asking = guard.require(row, fakeDriver([], {}), { flags: 0 }, details, contextOf({ interactive }))
  await Promise.resolve(asking).catch(() => {})
  return authority.asked
}

for (const layers of ['either', 'both'] as const) {
  for (const interactive of [false, true]) {
    t.test(
      `no call asks a question twice, with ${layers} of the layers${interactive ? ' and prompts' : ''}`,
      async t => {
        const repeated: string[] = []
        for (const row of rows) {
          const asked = await questionsOf(row, layers, interactive)
          if (new Set(asked).size < asked.length) repeated.push(`${row.name}: ${asked.join(', ')}`)
        }
        t.same(repeated, [])
        t.ok(rows.length > 300)
      },
    )
  }
}
