// The tables that manual pages and samples are made of, against what the daemons read.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { ConfReader } from '../../src/config/ConfReader.js'
import { directories } from '../../src/config/directories.js'
import { daemonConfig, networkConfig } from '../../src/daemon/daemonConfig.js'
import { guestsKeys, guestsSettings } from '../../src/guests/guestsSettings.js'
import { parseSysconfig } from '../../src/guests/parseSysconfig.js'
import { qemuSettings } from '../../src/drivers/qemu/qemuSettings.js'

type Rows = readonly (readonly [name: string, preset: string, help: string, start?: string])[]
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

/** Files below /etc that come with all programs, by path. */
const installed = (): readonly { readonly to: string; readonly text: string }[] => {
  const script = `const { manFiles } = await import('./tools/generate-man.mjs')
    const { daemons } = await import('./tools/generate-units.mjs')
    const all = manFiles([...daemons, 'virt-qemu-run', 'virtbus-mode', 'libvirt-guests'])
    console.log(JSON.stringify(all.filter(({ to }) => to.startsWith('/etc/'))))`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

for (const { to, text } of installed()) {
  const set = text.replaceAll(/^#(?=\w+ ?=)/gm, '')

  t.test(`${to} as it is installed changes nothing`, async t => {
    t.strictSame(
      text.split('\n').filter(line => line !== '' && !line.startsWith('#')),
      [],
    )
  })

  t.test(`${to} can be read with all its keys set`, async t => {
    if (to.endsWith('/libvirt-guests')) {
      t.same(Object.keys(parseSysconfig(set)).toSorted(), guestsKeys.map(({ name }) => name).toSorted())
      t.ok(guestsSettings(parseSysconfig(set)))
      return
    }
    const conf = new ConfReader(set, to)
    const readersOf = to.endsWith('/qemu.conf') ? [readers.qemu] : [readers.daemon, readers.network]
    for (const read of readersOf) t.ok(read(conf))
    t.ok(set.split('\n').filter(line => /^\w/.test(line)).length > 20)
  })
}
