import t from 'tap'
import { commandsToAdopt, commandsToBuild, commandsToRemove } from '../../../src/drivers/nwfilter/filterCommands.js'
import type { FilterCommand } from '../../../src/drivers/nwfilter/FilterCommand.js'
import { instantiateFilter } from '../../../src/drivers/nwfilter/instantiateFilter.js'
import type { Filter } from '../../../src/model/nwfilter/Filter.js'
import { filterOf } from './filterOf.js'

const none = () => undefined
const lines = (commands: readonly FilterCommand[]) => commands.map(({ argv }) => argv.join(' '))

/** Commands with a target, which are the rules. */
function rulesOf(filter: Filter, variables: Record<string, string[]> = {}): string[] {
  const rules = instantiateFilter(filter, new Map(Object.entries(variables)), none)
  return lines(commandsToBuild('v0', rules))
    .filter(line => / -A (libvirt-[JP]-v0|[JP]-v0-\S+|[FH][JP]-v0) /.test(line))
    .map(line => line.replace(/^.* -A /, ''))
}

const eachRule: readonly (readonly [title: string, rule: string, expected: readonly string[]])[] = [
  ['everything', "<rule action='accept' direction='in'/>", ['libvirt-P-v0 -j ACCEPT']],
  [
    'STP',
    "<rule action='drop' direction='out'><stp type='1' root-priority='1' root-priority-hi='2' root-address='1:2:3:4:5:6'/></rule>",
    ['libvirt-J-v0 -d 01:80:c2:00:00:00 --stp-type 1 --stp-root-pri 1:2 --stp-root-addr 01:02:03:04:05:06 -j DROP'],
  ],
  [
    'ARP both ways',
    "<rule action='drop' direction='inout'><arp match='no' arpsrcipaddr='10.0.0.1' gratuitous='true'/></rule>",
    [
      'libvirt-J-v0 -p 0x806 --arp-ip-dst ! 10.0.0.1/32 ! --arp-gratuitous -j DROP',
      'libvirt-P-v0 -p 0x806 --arp-ip-src ! 10.0.0.1/32 ! --arp-gratuitous -j DROP',
    ],
  ],
  [
    'types of ICMPv6 frames',
    "<rule action='accept' direction='in'><ipv6 protocol='icmpv6' type='1' codeend='3'/></rule>",
    ['libvirt-P-v0 -p ipv6 --ip6-protocol 58 --ip6-icmp-type 1:1/0:3 -j ACCEPT'],
  ],
  [
    'a limit, which is about packets of the guest only',
    "<rule action='drop' direction='out'><tcp connlimit-above='2'/></rule>",
    ['FJ-v0 -p tcp -m connlimit --connlimit-above 2 -j DROP', 'HJ-v0 -p tcp -m connlimit --connlimit-above 2 -j DROP'],
  ],
  [
    'a MAC address alone, which answers do not have',
    "<rule action='accept' direction='out' statematch='no'><all match='no' srcmacaddr='1:2:3:4:5:6'/></rule>",
    ['FJ', 'HJ'].map(chain => `${chain}-v0 -p all -m mac ! --mac-source 01:02:03:04:05:06 MATCH -j RETURN`),
  ],
  [
    'a range of addresses',
    "<rule action='accept' direction='in' statematch='false'><udp srcipfrom='10.0.0.1' srcipto='10.0.0.9'/></rule>",
    [
      'FJ-v0 -p udp -m iprange --dst-range 10.0.0.1-10.0.0.9 -j RETURN',
      'FP-v0 -p udp -m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT',
      'HJ-v0 -p udp -m iprange --dst-range 10.0.0.1-10.0.0.9 -j RETURN',
    ],
  ],
]

const states = '-m conntrack --ctstate NEW,ESTABLISHED -m conntrack --ctdir Original'
for (const [title, rule, expected] of eachRule) {
  await t.test(title, async t => {
    t.strictSame(
      rulesOf(filterOf(rule)),
      expected.map(line => line.replace('MATCH', states)),
    )
  })
}

await t.test('rules of the first chain come first, then chains and rules by priority', async t => {
  const filter = filterOf(
    "<rule action='drop' direction='in' priority='9'/><rule action='accept' direction='in' priority='-9'><mac/></rule>",
    "name='f' chain='ipv4-x' priority='5'",
  )
  t.strictSame(rulesOf(filter), [
    'libvirt-P-v0 -p 0x0800 -j P-v0-ipv4-x',
    'P-v0-ipv4-x -j ACCEPT',
    'P-v0-ipv4-x -j DROP',
  ])
})

await t.test('a chain is made after the rules of the first chain that have a lower priority', async t => {
  const inner = filterOf("<rule action='drop' direction='out'/>", "name='g' chain='mac' priority='5'")
  const outer = filterOf(
    "<filterref filter='g'/><rule action='accept' direction='out' priority='4'/><rule action='drop' direction='out' priority='6'/>",
  )
  const rules = instantiateFilter(outer, new Map(), name => (name === 'g' ? inner : undefined))
  const made = lines(commandsToBuild('v0', rules)).filter(line => line.includes(' -A libvirt-J-v0 '))
  t.strictSame(
    made.map(line => line.replace(/^.* -j /, '')),
    ['ACCEPT', 'J-v0-mac', 'DROP'],
  )
})

await t.test('only chains with rules are made', async t => {
  const build = (rule: string) => lines(commandsToBuild('v0', instantiateFilter(filterOf(rule), new Map(), none)))
  const frames = build("<rule action='drop' direction='out'/>")
  t.ok(frames.includes('ebtables --concurrent -t nat -A PREROUTING -i v0 -j libvirt-J-v0'))
  t.notOk(frames.some(line => line.includes('-N libvirt-P-v0') || line.startsWith('ip')))
  const packets = build("<rule action='drop' direction='out'><tcp-ipv6/></rule>")
  t.notOk(packets.some(line => line.includes('-N libvirt-') && line.startsWith('eb')))
  t.notOk(packets.some(line => line.startsWith('iptables')))
  t.ok(packets.includes('ip6tables -w -A libvirt-in -m physdev --physdev-in v0 -g FJ-v0'))
})

await t.test('what takes away may fail, what builds may not', async t => {
  const rules = instantiateFilter(filterOf("<rule action='drop' direction='out'><tcp/></rule>"), new Map(), none)
  const must = commandsToBuild('v0', rules).filter(({ mayFail }) => !mayFail)
  t.notOk(must.some(({ argv }) => ['-D', '-F', '-X', '-L'].some(verb => argv.includes(verb))))
  t.ok(must.some(({ argv }) => argv.includes('DROP')))
  t.ok(commandsToRemove('v0', []).every(({ mayFail }) => mayFail))
})

await t.test('a chain is taken away after no other jumps to it', async t => {
  const remove = lines(commandsToRemove('v0', ['I-v0-arp', 'I-v0-mac']))
  const position = (line: string) => remove.findIndex(each => each.endsWith(line))
  t.ok(position('-F libvirt-I-v0') < position('-X I-v0-arp'))
  t.ok(position('-F I-v0-mac') < position('-X I-v0-arp'))
  t.ok(position('-X I-v0-arp') < position('-X libvirt-I-v0'))
})

await t.test('new chains get the names of those in use after these are gone', async t => {
  const adopt = lines(commandsToAdopt('v0', { new: ['J-v0-mac'], used: ['I-v0-arp'] }))
  const position = (line: string) => adopt.findIndex(each => each.endsWith(line))
  t.ok(position('-X libvirt-I-v0') > 0)
  t.ok(position('-X libvirt-I-v0') < position('-E libvirt-J-v0 libvirt-I-v0'))
  t.ok(position('-X I-v0-arp') < position('-E J-v0-mac I-v0-mac'))
  t.ok(position('iptables -w -X FI-v0') < position('iptables -w -E FJ-v0 FI-v0'))
})
