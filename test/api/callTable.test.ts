import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { errorCodes } from '../../src/api/errorCodes.js'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import * as events from '../../src/api/events.js'
import { permissions } from '../../src/api/permissions.js'

const rows: [string, Call][] = Object.entries(calls)
const reference = '../shared/reference/'
const skip = existsSync(`${reference}rpc.json`) ? false : 'the reference tables are not on this machine'

t.test('a row’s name is its export’s, and numbers are unique', async t => {
  t.same(
    rows.filter(([name, row]) => name !== row.name),
    [],
  )
  const numbers = rows.map(([, row]) => `${row.program}:${row.number}`)
  t.equal(new Set(numbers).size, numbers.length)
  const eventNumbers = Object.values(events).map(row => row.number)
  t.equal(new Set(eventNumbers).size, eventNumbers.length)
})

t.test('`on` names an argument that refers to an object', async t => {
  const wrong = rows.filter(
    ([, { on, args }]) => on !== undefined && on !== 'new' && on !== 'result' && args[on]?.kind !== 'reference',
  )
  t.same(wrong, [])
})

t.test('the table says what the reference says', { skip }, async t => {
  interface Procedure {
    number: number
    api?: string
    direction: string
    acl: string[]
    priority?: string
    readOnly?: unknown
  }
  const rpc = JSON.parse(readFileSync(`${reference}rpc.json`, 'utf8'))
  const expected: Procedure[] = rpc.programs.remote.procedures
  const ours = new Map(rows.filter(([, row]) => row.program === 'remote').map(([, row]) => [row.number, row]))
  for (const procedure of expected.filter(({ direction }) => direction.startsWith('call'))) {
    const row = ours.get(procedure.number)
    t.ok(row, `procedure ${procedure.number} is in the table`)
    if (!row) continue
    const allow = (row.allow ?? []).map(rule => (typeof rule === 'string' ? rule : rule.permission))
    const wanted = procedure.acl.map(rule => rule.split(':').slice(0, 2).join(':'))
    t.same(allow, wanted, `${row.name} demands ${wanted.join(', ')}`)
    t.equal(row.priority ?? 'low', procedure.priority ?? 'low', `${row.name} has the right priority`)
    t.equal(row.writes !== undefined, Boolean(procedure.readOnly), `${row.name} knows whether it writes`)
    if (procedure.api) t.equal(row.api, procedure.api)
  }
})

t.test('permissions and error texts are the reference’s', { skip }, async t => {
  const acl = JSON.parse(readFileSync(`${reference}acl.json`, 'utf8'))
  for (const [object, { permissions: wanted }] of Object.entries<{
    permissions: { name: string; anonymous?: boolean }[]
  }>(acl.objects)) {
    const ours = Object.entries(permissions).find(([name]) => name === object)?.[1] ?? {}
    t.same(ours, Object.fromEntries(wanted.map(({ name, anonymous }) => [name, Boolean(anonymous)])), object)
  }
  t.equal(Object.keys(errorCodes).length, 114)
})

t.test('every member of org.libvirt that stands for a call is claimed by a row', { skip }, async t => {
  const bus = JSON.parse(readFileSync(`${reference}dbus.json`, 'utf8'))
  const claimed = new Set(rows.flatMap(([, row]) => row.bus ?? []))
  // Members that the door answers from the object itself, without a call.
  const local = /\.(Id|Name|UUID|Key|MAC|UsageID|UsageType|Parent|Encrypted|Secure)$/
  for (const [iface, { methods }] of Object.entries<{ methods: { name: string }[] }>(bus.interfaces)) {
    for (const { name } of methods) {
      const member = `${iface}.${name}`
      t.ok(claimed.has(member) || local.test(member), `${member} is claimed`)
    }
  }
})
