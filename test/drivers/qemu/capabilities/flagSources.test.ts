import t from 'tap'
import * as sources from '../../../../src/drivers/qemu/capabilities/flagSources.js'
import { qemuFlagOrder } from '../../../../src/model/capabilities/qemuFlags.js'

type Table = Readonly<Record<string, string | Readonly<Record<string, string>>>>
const flagsIn = (table: Table): string[] =>
  Object.values(table).flatMap(entry => (typeof entry === 'string' ? entry : Object.values(entry)))
const tables: [string, Table][] = Object.entries(sources)

t.test('every flag a table can set has its place in the document', async t => {
  const unknown = tables.flatMap(([, table]) => flagsIn(table)).filter(flag => !qemuFlagOrder.includes(flag))
  t.same(unknown, [])
})

t.test('a flag is set by one table only', async t => {
  const owners = new Map<string, Set<string>>()
  for (const [name, table] of tables) {
    for (const flag of flagsIn(table)) owners.set(flag, (owners.get(flag) ?? new Set()).add(name))
  }
  t.same(
    [...owners].filter(([, names]) => names.size > 1),
    [],
  )
})

t.test('every flag of the document is set by something', async t => {
  const settable = new Set([
    ...tables.flatMap(([, table]) => flagsIn(table)),
    'kvm',
    'cpu-max',
    'canonical-cpu-features',
    'virtio-blk-pci.scsi.default.disabled',
  ])
  t.same(
    qemuFlagOrder.filter(flag => !settable.has(flag)),
    [],
  )
})
