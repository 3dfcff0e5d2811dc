// The tables that manual pages and samples are made of, against what the daemons read.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { ConfReader } from '../../src/config/ConfReader.js'
import { directories } from '../../src/config/directories.js'
import { daemonConfig, networkConfig } from '../../src/daemon/daemonConfig.js'
import { qemuSettings } from '../../src/drivers/qemu/qemuSettings.js'

type Rows = readonly (readonly [name: string, preset: string, help: string])[]
const tables: Readonly<Record<'daemon' | 'network' | 'qemu', Rows>> = JSON.parse(
  readFileSync('docs/man/keys.json', 'utf8'),
)
const places = directories('system', {})
const host = { hugetlbfs: [], pageSize: 4, numaNodes: [], fips: false, privileged: true }
const readers = {
  daemon: (conf: ConfReader) => daemonConfig(conf, 'system'),
  network: (conf: ConfReader) => networkConfig(conf, true),
  qemu: (conf: ConfReader) => qemuSettings(conf, places, host),
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1)

/** Names of all keys that anybody asks for. */
function asked(read: (conf: ConfReader) => unknown): Set<string> {
  const names = new Set<string>()
  const conf = new ConfReader('', 'x.conf')
  const watched = new Proxy(conf, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (typeof args[0] === 'string' && property !== 'refuse') names.add(args[0])
        return Reflect.apply(value, target, args)
      }
    },
  })
  read(watched)
  return names
}

for (const name of ['daemon', 'network', 'qemu'] as const) {
  t.test(`the ${name} table has every key that is read, and no other`, async t => {
    const documented = tables[name].map(([key]) => key)
    t.strictSame(documented.toSorted(byName), [...asked(readers[name])].toSorted(byName))
  })

  t.test(`the ${name} table's defaults are those that count without a file`, async t => {
    // What is refused below a least value in a file may be the default all the same: it is not repeated here.
    const rows = tables[name].filter(
      ([key, preset]) => preset !== '' && !['access_drivers', 'tcp_min_ssf'].includes(key),
    )
    const given = new ConfReader(rows.map(([key, preset]) => `${key} = ${preset}\n`).join(''), 'x.conf')
    const settings = readers[name](given)
    const usual = readers[name](new ConfReader('', 'x.conf'))
    t.strictSame({ ...settings, authUnixRwGiven: undefined }, { ...usual, authUnixRwGiven: undefined })
  })
}
