import t from 'tap'
import * as events from '../../../src/api/events.js'
import type { EventRow } from '../../../src/api/events.js'
import type { EventNotice } from '../../../src/api/Driver.js'
import { encode } from '../../../src/bus/codec/encode.js'
import { WireWriter } from '../../../src/bus/codec/WireWriter.js'
import { signalRows, subjectOf } from '../../../src/bus/events/signalRows.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { sample } from '../sample.js'

const rows: readonly EventRow[] = Object.values<EventRow>(events)

/** Some notice of an event, as a driver would tell it. */
function noticeOf({ name, body }: EventRow): EventNotice {
  const values = Object.fromEntries(Object.entries(body).map(([field, schema]) => [field, sample(schema)]))
  return { sequence: 1, name, body: values } as unknown as EventNotice
}

for (const row of rows.filter(({ name }) => signalRows.has(name))) {
  t.test(`${row.name} becomes a signal whose values fit its signature`, async t => {
    const signal = signalRows.get(row.name)
    const notice = noticeOf(row)
    const values = signal?.values(notice.body, '/a') ?? []
    t.doesNotThrow(() => encode(new WireWriter(), signal?.signature ?? '?', values))
    t.type(subjectOf(notice).kind, 'string')
  })
}

t.test('every signal of org.libvirt has an event behind it', async t => {
  const emitted = new Set([...signalRows.values()].map(({ interface: iface, member }) => `${iface}.${member}`))
  const declared = Object.entries<{ signals: object }>(busInterfaces)
    .filter(([iface]) => iface.startsWith('org.libvirt.'))
    .flatMap(([iface, { signals }]) => Object.keys(signals).map(member => `${iface}.${member}`))
  t.same([...emitted].sort(), declared.sort())
  t.equal(declared.length, 28)
})
