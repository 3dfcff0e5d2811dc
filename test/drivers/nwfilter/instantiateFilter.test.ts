import t from 'tap'
import { listedSubChains } from '../../../src/drivers/nwfilter/frameChains.js'
import { instantiateFilter, missingVariables } from '../../../src/drivers/nwfilter/instantiateFilter.js'
import {
  commandsForDhcpOnly,
  commandsForLearning,
  commandsToDropAll,
} from '../../../src/drivers/nwfilter/standInRules.js'
import { ruleCombinations } from '../../../src/drivers/nwfilter/variableCombinations.js'
import { filterOf } from './filterOf.js'

const none = () => undefined

/** Values of a rule's fields, one list a combination. */
function combinations(tcp: string, variables: Record<string, string[]>): string[] {
  const filter = filterOf(`<rule action='drop' direction='in'><tcp ${tcp}/></rule>`)
  const values = new Map(Object.entries(variables))
  return instantiateFilter(filter, values, none).flatMap(({ rule }) =>
    ruleCombinations(rule, values).map(conditions =>
      ['srcipaddr', 'srcportstart', 'dstportstart'].map(name => conditions.text(name) ?? '-').join(' '),
    ),
  )
}

const both = "srcipaddr='$A' srcportstart='$B'"
const rows: readonly (readonly [string, string, Record<string, string[]>, readonly string[]])[] = [
  ['no variable', "dstportstart='0x10'", {}, ['- - 16']],
  ['variables that step together', both, { A: ['1', '2'], B: ['3', '4'] }, ['1 3 -', '2 4 -']],
  ['the same values once', both, { A: ['1', '1'], B: ['3', '3'] }, ['1 3 -']],
  [
    'variables that are combined',
    "srcipaddr='$A' srcportstart='$B[@1]'",
    { A: ['1', '2'], B: ['3', '4'] },
    ['1 3 -', '2 3 -', '1 4 -', '2 4 -'],
  ],
  ['one value', "srcipaddr='$A' dstportstart='$B[1]'", { A: ['1', '2'], B: ['3', '4'] }, ['1 - 4', '2 - 4']],
]

for (const [title, fields, variables, expected] of rows) {
  await t.test(title, async t => t.strictSame(combinations(fields, variables), expected))
}

await t.test('variables without values are refused', async t => {
  t.throws(() => combinations(both, { A: ['1'] }), { message: /Could not find value for variable 'B'/ })
  t.throws(() => combinations(both, { A: ['1'], B: ['1', '2'] }), { message: /Cardinality of list items/ })
  t.throws(() => combinations("srcipaddr='$A[1]'", { A: ['1'] }), { message: /Could not get nth \(1\) value/ })
})

await t.test('outer values count more than those of references', async t => {
  const inner = filterOf(
    "<rule action='drop' direction='in'><tcp srcipaddr='$IP' dstportstart='$P[2]'/></rule>",
    "name='g'",
  )
  const reference = "<filterref filter='g'><parameter name='IP' value='a'/><parameter name='P' value='1'/></filterref>"
  const [rule] = instantiateFilter(filterOf(reference), new Map([['IP', ['b']]]), () => inner)
  t.strictSame(rule?.variables.get('IP'), ['b'])
  t.strictSame(rule?.variables.get('P'), ['1'])
  t.strictSame([...missingVariables(rule ? [rule] : [])], ['P[2]'])
})

await t.test('a rule is not before its chain', async t => {
  const filter = filterOf("<rule action='drop' direction='in' priority='-700'/>", "name='f' chain='arp'")
  t.match(instantiateFilter(filter, new Map(), none), [{ priority: -500, chainPriority: -500 }])
})

await t.test('missing and circular references are refused', async t => {
  const filter = filterOf("<filterref filter='f'/>")
  t.throws(() => instantiateFilter(filter, new Map(), none), { message: /referenced filter 'f' is missing/ })
  t.throws(() => instantiateFilter(filter, new Map(), () => filter), { message: /filter would introduce a loop/ })
})

await t.test('chains of other interfaces in a listing are left alone', async t => {
  const listing = '-p IPv4 -j I-v0-ipv4\n-j O-v0-arp\n-j ACCEPT\n-j I-v01-ipv4\n-p ARP -j I-v0-ipv4\n'
  t.strictSame(listedSubChains(listing, 'v0', 'used'), ['I-v0-ipv4', 'O-v0-arp'])
})

await t.test('stand-in rules end with a drop', async t => {
  const rules = (commands: readonly { argv: readonly string[] }[]) =>
    commands.map(({ argv }) => argv.slice(4).join(' ')).filter(line => line.startsWith('-A libvirt'))
  t.strictSame(rules(commandsToDropAll('v')), ['-A libvirt-J-v -j DROP', '-A libvirt-P-v -j DROP'])
  t.strictSame(rules(commandsForLearning('v', 'M')).slice(-2), [
    '-A libvirt-J-v -p ARP -j ACCEPT',
    '-A libvirt-J-v -j DROP',
  ])
  const dhcp = rules(commandsForDhcpOnly('v', 'M', ['10.0.0.1']))
  t.equal(dhcp.length, 5)
  t.ok(
    dhcp.includes(
      '-A libvirt-P-v -d M -p ipv4 --ip-protocol udp --ip-src 10.0.0.1 --ip-sport 67 --ip-dport 68 -j ACCEPT',
    ),
  )
})
