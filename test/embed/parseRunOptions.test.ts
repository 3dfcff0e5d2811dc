import t from 'tap'
import { parseRunOptions } from '../../src/embed/parseRunOptions.js'

const uuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'

t.test('options and the document are found in any order', async t => {
  const words = ['/g.xml', '--root', '/r', '-v', '--secret', `${uuid.toUpperCase()},/key,1`]
  t.strictSame(parseRunOptions(words), {
    do: 'run',
    options: { document: '/g.xml', root: '/r', verbose: true, secrets: new Map([[uuid, '/key,1']]) },
  })
})

for (const [what, words, text] of [
  ['no document', [], /takes the document/],
  ['two documents', ['a.xml', 'b.xml'], /'b\.xml' is too much/],
  ['a secret without a file', ['--secret', uuid, 'a.xml'], /takes a UUID, a comma and a file/],
  ['a secret without a UUID', ['--secret', 'web,/key', 'a.xml'], /'web,\/key' is not a secret/],
  ['an unknown option', ['--rot', '/r', 'a.xml'], /unknown option '--rot'/],
] as const) {
  t.test(`${what} is refused with the reason`, async t => {
    t.match(parseRunOptions(words), { do: 'print', exitCode: 1, text })
  })
}

t.test('help and version end with 0', async t => {
  t.match(parseRunOptions(['--help']), { do: 'print', exitCode: 0, text: /Usage: virt-qemu-run/ })
  t.match(parseRunOptions(['-V']), { do: 'print', exitCode: 0, text: /^virt-qemu-run \(libvirt\) \d/ })
})
