import t from 'tap'
import { formatFilter } from '../../../src/model/nwfilter/formatFilter.js'
import { parseFilter } from '../../../src/model/nwfilter/parseFilter.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string) => parseFilter(document, fixedRandom)
const filter = (inner: string, attributes = "chain='root'") => `<filter name='f' ${attributes}>
  <uuid>5c6d49af-b071-6127-b4ec-6f8ed4b55335</uuid>
${inner}</filter>
`
const rule = (inner: string) =>
  filter(`  <rule action='drop' direction='in' priority='500'>\n    ${inner}\n  </rule>\n`)

await testRoundTrips(
  document => formatFilter(parse(document)),
  [
    ['a chain with points', filter('', "chain='mac-x.y:z' priority='1'")],
    ['a chain with a priority', filter('', "chain='ipv4-x' priority='-10'")],
    [
      'a reference with values',
      filter(`  <filterref filter='g'>
    <parameter name='IP' value='10.0.0.1'/>
    <parameter name='IP' value='10.0.0.2'/>
  </filterref>
`),
    ],
    ['a rule about everything', filter("  <rule action='accept' direction='out' priority='-1000'/>\n")],
    ['a hexadecimal number', rule("<mac protocolid='0x1234'/>")],
    ['a named protocol', rule("<mac protocolid='arp'/>")],
    ['a variable by index', rule("<tcp srcipaddr='$A[3]'/>")],
    ['a variable with an iterator', rule("<tcp srcipaddr='$A[@2]'/>")],
    ['flags of TCP', rule("<tcp flags='SYN/FIN,SYN'/>")],
    ['a set', rule("<all ipset='s' ipsetflags='src,dst'/>")],
    ['a negated rule', rule("<ip match='no' srcipaddr='10.0.0.0' srcipmask='8'/>")],
  ],
)

await testRefusals(parse, [
  ['no name', '<filter/>', 'internal error: filter has no name'],
  ['a name that leaves the folder', "<filter name='../f'/>", "XML error: name ../f cannot contain '/'"],
  ['a chain', "<filter name='f' chain='x'/>", "invalid argument: Invalid chain name 'x'. Please use"],
  ['a long chain', `<filter name='f' chain='mac-${'x'.repeat(9)}'/>`, 'invalid argument: Name of chain is longer'],
  ['a priority', filter('', "chain='mac' priority='1001'"), "invalid argument: Priority '1001' is outside"],
  [
    'a priority of letters',
    filter('', "chain='mac' priority='x'"),
    "invalid argument: Could not parse chain priority 'x'",
  ],
  ['no action', filter("<rule direction='in'/>"), 'internal error: rule node requires action attribute'],
  ['an action', filter("<rule action='x' direction='in'/>"), 'unsupported configuration: unknown rule action'],
  ['a direction', filter("<rule action='drop' direction='x'/>"), 'unsupported configuration: unknown rule direction'],
  ['a reference to nothing', filter('<filterref/>'), 'internal error: rule node requires action attribute'],
  ['an address', rule("<ip srcipaddr='10.0.0.256'/>"), 'internal error: srcipaddr has illegal value 10.0.0.256'],
  ['a number', rule("<tcp option='256'/>"), 'internal error: option has illegal value 256'],
  ['a variable', rule("<tcp option='$A[x]'/>"), 'internal error: option has illegal value $A[x]'],
  ['a set', rule("<all ipset='a;b'/>"), 'internal error: ipset has illegal value a;b'],
  ['ports without a protocol', rule("<ip srcportstart='1'/>"), 'internal error: IP rule with port specification'],
])

await t.test('operations of ARP are written in decimal', async t => {
  t.match(formatFilter(parse(rule("<arp opcode='0x20' hwtype='0x20'/>"))), "<arp hwtype='0x20' opcode='32'/>")
})

await t.test('an element that is the name of an inherited property is no protocol', async t => {
  const [entry] = parse(rule('<toString/>')).entries
  t.match(entry, { rule: { protocol: undefined } })
})

await t.test('a part keeps its sign when the part it belongs to is missing', async t => {
  t.match(formatFilter(parse(rule("<tcp match='no' dstportstart='22'/>"))), "<tcp match='no' dstportstart='22'/>")
})
