import t from 'tap'
import {
  mdevctlAutostart,
  mdevctlList,
  mdevctlMake,
  mdevctlModify,
  mdevctlVerb,
} from '../../../src/drivers/nodedev/mdevctlCommands.js'
import { parseMdevctlList } from '../../../src/drivers/nodedev/parseMdevctlList.js'
import { formatNodeDevice } from '../../../src/model/nodedev/formatNodeDevice.js'
import type { MdevCapability } from '../../../src/model/nodedev/MdevCapability.js'

const mdev: MdevCapability = {
  type: 'mdev',
  mdevType: 'm',
  uuid: 'u',
  iommuGroup: 0,
  attributes: [{ name: 'a', value: '1' }],
  autostart: true,
}
const device = { mdev, parent: 'p', parentAddress: '0000:00:02.0' }

await t.test('a device is changed in its definition, while it runs, or both', async t => {
  const { argv, stdin } = mdevctlModify(device, { defined: true, live: true })
  const expected = 'mdevctl modify --parent=0000:00:02.0 --jsonfile=/dev/stdin --uuid=u --defined --live'
  t.equal(argv.join(' '), expected)
  t.equal(stdin, '{"mdev_type":"m","start":"auto","attrs":[{"a":"1"}]}')
})

await t.test('other verbs need the UUID only', async t => {
  t.same(mdevctlVerb('stop', mdev).argv, ['mdevctl', 'stop', '--uuid=u'])
  t.same(mdevctlAutostart(mdev, false).argv, ['mdevctl', 'modify', '--uuid', 'u', '--manual'])
  t.same(mdevctlList(true).argv, ['mdevctl', 'list', '--dumpjson', '--defined'])
})

await t.test('a device without a parent on the host is refused by name', async t => {
  t.throws(() => mdevctlMake('define', { ...device, parentAddress: undefined }), {
    message: "internal error: unable to find parent device 'p'",
  })
})

await t.test('a listing becomes devices named by UUID and address', async t => {
  const listing = JSON.stringify([
    { '0000:00:02.0': [{ 'a-b': { mdev_type: 'm', start: 'auto', attrs: [{ x: '5' }] } }], matrix: [] },
  ])
  const [found, ...more] = parseMdevctlList(listing, () => undefined)
  t.equal(more.length, 0)
  t.equal(
    found && formatNodeDevice(found),
    `<device>
  <name>mdev_a_b_0000_00_02_0</name>
  <parent>computer</parent>
  <capability type='mdev'>
    <type id='m'/>
    <uuid>a-b</uuid>
    <parent_addr>0000:00:02.0</parent_addr>
    <iommuGroup number='0'/>
    <attr name='x' value='5'/>
  </capability>
</device>
`,
  )
  t.match(found, { capabilities: [{ autostart: true }] })
})

const refused: [string, string, string][] = [
  ['text that is no JSON', '{', 'mdevctl JSON response contains no devices'],
  ['an object', '{}', 'mdevctl JSON response contains no devices'],
  ['two lists', '[{},{}]', 'Unexpected format for mdevctl response'],
  ['a number', '[1]', 'device list is not an object'],
  ['a parent that is no list', '[{"p":1}]', "Parent device's JSON object data is not an array"],
  ['a child of two UUIDs', '[{"p":[{"a":{},"b":{}}]}]', 'Unable to parse child device'],
  [
    'attributes that are numbers',
    '[{"p":[{"a":{"mdev_type":"m","attrs":[{"x":1}]}}]}]',
    'Unable to parse child device',
  ],
]

for (const [title, text, message] of refused) {
  await t.test(`${title} for a listing is refused`, async t => {
    t.throws(() => parseMdevctlList(text, () => undefined), { message: `internal error: ${message}` })
  })
}
