import t from 'tap'
import { formatVolume } from '../../../src/model/storage/formatVolume.js'
import { parseVolume } from '../../../src/model/storage/parseVolume.js'
import { testRefusals } from '../refusals.js'

const parse = (document: string) => parseVolume(document, { type: 'dir' })
const volume = (inner: string) => `<volume><name>v</name><capacity>1</capacity>${inner}</volume>`

await testRefusals(parse, [
  ['no name', '<volume/>', 'XML error: missing volume name element'],
  ['a type', "<volume type='x'><name>v</name></volume>", "unsupported configuration: unknown volume type 'x'"],
  ['no capacity', '<volume><name>v</name></volume>', 'XML error: missing capacity element'],
  [
    'a negative capacity',
    '<volume><name>v</name><capacity>-1</capacity></volume>',
    'XML error: malformed capacity element',
  ],
  [
    '2^63 bytes',
    "<volume><name>v</name><capacity unit='EiB'>8</capacity></volume>",
    'numerical overflow: value too large: 8EiB',
  ],
  [
    'a unit',
    "<volume><name>v</name><capacity unit='furlong'>8</capacity></volume>",
    "invalid argument: unknown suffix 'furlong'",
  ],
  [
    'a format',
    volume("<target><format type='none'/></target>"),
    'unsupported configuration: unknown volume format type none',
  ],
  [
    'a version',
    volume('<target><compat>1.x</compat></target>'),
    "XML error: forbidden characters in 'compat' attribute",
  ],
  [
    'a feature',
    volume('<target><features><x/></features></target>'),
    'unsupported configuration: unsupported feature x',
  ],
  [
    'a user',
    volume('<target><permissions><owner>4294967296</owner></permissions></target>'),
    'XML error: malformed owner element',
  ],
])

await t.test('sizes are rounded to nothing and counted in bytes', async t => {
  const { capacity, allocation, target } = parse(
    "<volume><name>v</name><capacity unit='KB'>3</capacity><target><clusterSize unit='KiB'>4</clusterSize></target></volume>",
  )
  t.same([capacity, allocation, target.clusterSize], [3000n, 3000n, 4096n])
})

await t.test('partitions have formats of their own and other block devices have none', async t => {
  t.equal(parseVolume(volume(''), { type: 'disk' }).target.format, 'none')
  t.equal(parseVolume(volume(''), { type: 'logical' }).target.format, undefined)
})

await t.test('what only the driver knows of a volume is shown', async t => {
  const known = {
    ...parse(volume('<target><features><lazy_refcounts/></features></target>')),
    extents: [
      { path: '/dev/sda', start: 0n, end: 9n },
      { path: '/dev/sda', start: 20n, end: 29n },
      { path: '/dev/sdb', start: 0n, end: 9n },
    ],
    physical: 512n,
  }
  const timestamps = { atime: { seconds: 1n, nanoseconds: 2 }, mtime: { seconds: 3n, nanoseconds: 0 } }
  const xml = formatVolume({ ...known, target: { ...known.target, timestamps } })
  t.equal(
    xml,
    `<volume type='file'>
  <name>v</name>
  <source>
    <device path='/dev/sda'>
      <extent start='0' end='9'/>
      <extent start='20' end='29'/>
    </device>
    <device path='/dev/sdb'>
      <extent start='0' end='9'/>
    </device>
  </source>
  <capacity unit='bytes'>1</capacity>
  <allocation unit='bytes'>1</allocation>
  <physical unit='bytes'>512</physical>
  <target>
    <format type='raw'/>
    <timestamps>
      <atime>1.000000002</atime>
      <mtime>3</mtime>
    </timestamps>
    <compat>1.1</compat>
    <features>
      <lazy_refcounts/>
    </features>
  </target>
</volume>
`,
  )
})
