import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { introspection } from '../../src/bus/generated/introspection.js'

t.test('generated files fit the interface descriptions', async t => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/generate-bus-types.mjs', '--check'], {
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
})

for (const [name, xml] of Object.entries(introspection)) {
  t.test(`${name} has a sentence for each member, and says of each property when it is told of`, async t => {
    const count = (pattern: RegExp) => [...xml.matchAll(pattern)].length
    const members = count(/<(method|property|signal) name/g)
    t.equal(count(/<annotation name="org\.gtk\.GDBus\.DocString" value="[A-Z][^"]+\."\/>/g), members + 1)
    t.equal(count(/EmitsChangedSignal" value="(true|const|false)"/g), count(/<property name/g))
  })
}

t.test('every description is in a file of its own name', async t => {
  const files = readdirSync('dbus').filter(file => file.endsWith('.xml'))
  t.strictSame(files.map(file => file.slice(0, -'.xml'.length)).sort(), Object.keys(introspection).sort())
  for (const file of files) t.match(readFileSync(`dbus/${file}`, 'utf8'), `<interface name="${file.slice(0, -4)}">`)
})
