import t from 'tap'
import { checkLimits } from '../../src/access/checkLimits.js'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import { type Schema, stringMax } from '../../src/api/schema.js'

/** A value that is `over` more than the schema allows; undefined for schemas without a limit of their own. */
function sized(schema: Schema, over: number): unknown {
  switch (schema.kind) {
    case 'string':
      return over === 0 && schema.max === stringMax ? longest : `${longest.slice(0, schema.max)}${'x'.repeat(over)}`
    case 'opaque':
      return new Uint8Array(schema.max + over)
    case 'optional':
      return sized(schema.item, over)
    case 'list':
      return Array.from({ length: schema.max + over }, () => (schema.item.kind === 'typedParameter' ? parameter : 'x'))
    default:
      return undefined
  }
}
const longest = 'x'.repeat(stringMax)
const parameter = { field: 'f', type: 'string', value: 'v' }

t.test('every argument of every row is taken up to its limit and refused beyond, with its name', async t => {
  let limited = 0
  for (const row of Object.values<Call>(calls)) {
    for (const [name, schema] of Object.entries(row.args)) {
      const over = sized(schema, 1)
      if (over === undefined) continue
      limited++
      t.throws(() => checkLimits(row, { [name]: over }), {
        code: 'RPC',
        message: new RegExp(`^${name} length greater than maximum: \\d+ > \\d+$`),
      })
      checkLimits(row, { [name]: sized(schema, 0) })
    }
  }
  t.ok(limited > 200)
})

t.test('what lies in lists has limits of its own; bytes count, not characters', async t => {
  const long = 'é'.repeat(calls.domainLookupByName.args.name.max / 2 + 1)
  t.throws(() => checkLimits(calls.domainLookupByName, { name: long }), { message: /^name length greater/ })
  t.throws(() => checkLimits(calls.domainFsfreeze, { mountpoints: ['/', long] }), {
    message: /^mountpoints length greater/,
  })
  const params = (field: string, value: string) => ({ params: [{ field, type: 'string', value }] })
  t.throws(() => checkLimits(calls.domainSetNumaParameters, params('f', long)), { message: /^f length greater/ })
  t.throws(() => checkLimits(calls.domainSetNumaParameters, params('x'.repeat(80), 'v')), {
    message: `Parameter ${'x'.repeat(79)} too big for destination`,
  })
  checkLimits(calls.domainSetNumaParameters, params('x'.repeat(79), 'v'))
})
