import t from 'tap'
import { formatSecret } from '../../../src/model/secret/formatSecret.js'
import { parseSecret } from '../../../src/model/secret/parseSecret.js'
import { secretUsageId } from '../../../src/model/secret/Secret.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string) => parseSecret(document, fixedRandom)

const uuid = 'f52a81b2-424e-490c-823d-6bd4235bc573'
const withUsage = (usage: string) => `<secret ephemeral='no' private='no'>\n  <uuid>${uuid}</uuid>\n${usage}</secret>\n`

await testRoundTrips(
  document => formatSecret(parse(document)),
  [
    ['a volume secret', withUsage("  <usage type='volume'>\n    <volume>/a &amp; b</volume>\n  </usage>\n")],
    ['an iSCSI secret', withUsage("  <usage type='iscsi'>\n    <target>t</target>\n  </usage>\n")],
    ['a TLS secret', withUsage("  <usage type='tls'>\n    <name>n</name>\n  </usage>\n")],
    ['a secret found by its UUID only', withUsage('')],
  ],
)

await testRefusals(parse, [
  ['another root', '<volume/>', 'XML error: unexpected root element <volume>, expecting <secret>'],
  ['a flag that is neither yes nor no', "<secret private='on'/>", "XML error: invalid value of 'private'"],
  ['a UUID that is none', '<secret><uuid>x</uuid></secret>', 'internal error: malformed uuid element'],
  ['a usage without type', '<secret><usage/></secret>', 'XML error: unknown secret usage type'],
  ['an unknown usage', "<secret><usage type='x'/></secret>", 'XML error: unknown secret usage type x'],
  [
    'a volume usage without a path',
    "<secret><usage type='volume'/></secret>",
    'XML error: volume usage specified, but volume path is missing',
  ],
  [
    'a vTPM usage without a name',
    "<secret><usage type='vtpm'><name/></usage></secret>",
    'XML error: vTPM usage specified, but name is missing',
  ],
  ['a document type', '<!DOCTYPE secret []><secret/>', '(definition_of_secret):1: '],
  ['10 MiB of nothing', `<secret>${' '.repeat(17 << 20)}</secret>`, 'XML error: (definition_of_secret): document is'],
])

await t.test('a secret without UUID gets a random one of version 4', async t => {
  t.equal(parse('<secret/>').uuid, '00010203-0405-4607-8809-0a0b0c0d0e0f')
})

await t.test('a secret is looked up by the text of its usage', async t => {
  t.equal(secretUsageId({ type: 'volume', volume: '/a' }), '/a')
  t.equal(secretUsageId({ type: 'iscsi', target: 'b' }), 'b')
  t.equal(secretUsageId({ type: 'ceph', name: 'c' }), 'c')
})
