import t from 'tap'
import { formatNodeDevice } from '../../../src/model/nodedev/formatNodeDevice.js'
import { mdevParentAddress } from '../../../src/model/nodedev/mdevParentAddress.js'
import { nodeDeviceCapabilities } from '../../../src/api/nodeDeviceCapabilities.js'
import { parseNodeDevice } from '../../../src/model/nodedev/parseNodeDevice.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string, create = false) => parseNodeDevice(document, { random: fixedRandom, create })
const device = (capability: string) => `<device>\n  <name>d</name>\n${capability}</device>\n`

await testRoundTrips(
  document => formatNodeDevice(parse(document)),
  [
    [
      'the host itself',
      device(`  <capability type='system'>
    <product>p</product>
    <hardware>
      <vendor>v</vendor>
      <uuid>81ff0d90-c91e-6742-64da-4a736edb9a9b</uuid>
    </hardware>
    <firmware>
      <release_date>1970-01-01</release_date>
    </firmware>
  </capability>
`),
    ],
    [
      'an interface of a USB device with links to it',
      device(`  <devnode type='dev'>/dev/x</devnode>
  <devnode type='link'>/dev/y</devnode>
  <parent>p</parent>
  <capability type='usb'>
    <number>0</number>
    <class>9</class>
    <subclass>0</subclass>
    <protocol>1</protocol>
    <description>hub</description>
  </capability>
`),
    ],
    [
      'a Fibre Channel host',
      device(`  <capability type='scsi_host'>
    <host>1</host>
    <capability type='fc_host'>
      <wwnn>20000000c9831b4b</wwnn>
      <wwpn>10000000c9831b4b</wwpn>
    </capability>
    <capability type='vport_ops'>
      <max_vports>0</max_vports>
      <vports>0</vports>
    </capability>
  </capability>
`),
    ],
    [
      'a network card with its link',
      device(`  <capability type='net'>
    <interface>eth0</interface>
    <address>00:00:00:00:00:01</address>
    <link speed='1000' state='up'/>
    <feature name='rx'/>
    <feature name='switchdev'/>
    <capability type='80203'/>
  </capability>
`),
    ],
    [
      'a subchannel with its device and kinds of mediated devices',
      device(`  <capability type='css'>
    <cssid>0x0</cssid>
    <ssid>0x1</ssid>
    <devno>0x0052</devno>
    <channel_dev_addr>
      <cssid>0x0</cssid>
      <ssid>0x0</ssid>
      <devno>0xff40</devno>
    </channel_dev_addr>
    <capability type='mdev_types'>
      <type id='vfio_ccw-io'>
        <deviceAPI>vfio-ccw</deviceAPI>
        <availableInstances>1</availableInstances>
      </type>
    </capability>
  </capability>
`),
    ],
    [
      'a queue of a cryptographic adapter',
      device(`  <capability type='ap_queue'>
    <ap-adapter>0x0a</ap-adapter>
    <ap-domain>0x00ff</ap-domain>
  </capability>
`),
    ],
    ['a graphics node', device(`  <capability type='drm'>\n    <type>render</type>\n  </capability>\n`)],
  ],
)

const only = (type: string, inner = '') =>
  `<device><name>d</name><capability type='${type}'>${inner}</capability></device>`

await testRefusals(parse, [
  ['no name', '<device/>', 'missing name information'],
  ['no capability', '<device><name>d</name></device>', "internal error: no device capabilities for 'd'"],
  ['a capability', only('x'), "XML error: Invalid value for attribute 'type' in element 'capability': 'x'."],
  ['a capability that stands within others', only('vpd'), "internal error: unknown capability type '21' for 'd'"],
  ['a device without bus', only('pci', '<domain>0</domain>'), "internal error: no PCI bus ID supplied for 'd'"],
  ['a class of 32 bits', only('pci', '<class>0x1000000</class>'), "internal error: invalid PCI class supplied for 'd'"],
  [
    'a feature',
    only('net', "<interface>e</interface><feature name='x'/>"),
    "XML error: unknown network device feature 'x'",
  ],
  ['a disk of no size', only('storage', '<block>/b</block>'), "internal error: no size supplied for 'd'"],
  [
    'a disk of 2^64 bytes',
    only('storage', '<block>/b</block><size>18446744073709551616</size>'),
    "internal error: invalid size supplied for 'd'",
  ],
  ['a mediated device of no type', only('mdev'), "unsupported configuration: missing type id attribute for 'd'"],
  ['half a UUID', only('mdev', "<type id='t'/><uuid>1</uuid>"), "internal error: Invalid uuid '1' for new mdev device"],
  [
    'a domain of nine bits',
    only('ap_queue', '<ap-adapter>1</ap-adapter><ap-domain>256</ap-domain>'),
    'unsupported configuration: ap-domain value',
  ],
  [
    'half the names of a parent',
    `<device><name>d</name><parent wwnn='1'/><capability type='ap_matrix'/></device>`,
    "XML error: when providing parent wwnn='1', the wwpn must also be provided",
  ],
])

await t.test('a new virtual host gets world-wide names of the registered kind', async t => {
  const { name, capabilities } = parse(only('scsi_host', "<capability type='fc_host'/>"), true)
  t.equal(name, 'new device')
  t.match(capabilities, [{ fcHost: { wwnn: '5001a4a003020100', wwpn: '5001a4a003020100' } }])
})

await t.test('the definition of a mediated device has no place in the host', async t => {
  const mdev = parse(
    `<device><name>d</name><path>/sys/x</path><capability type='mdev'><type id='t'/></capability></device>`,
  )
  t.match(formatNodeDevice(mdev), /<path>/)
  t.notMatch(formatNodeDevice(mdev, { inactive: true }), /<path>/)
})

await t.test('mdevctl names the parent by its address', async t => {
  const ids = "<product id='1'/><vendor id='2'/>"
  const pci = only('pci', `<domain>0</domain><bus>10</bus><slot>2</slot><function>1</function>${ids}`)
  t.equal(mdevParentAddress(parse(pci)), '0000:0a:02.1')
  t.equal(mdevParentAddress(parse(only('css', '<cssid>0</cssid><ssid>0</ssid><devno>52</devno>'))), '0.0.0052')
  t.equal(mdevParentAddress(parse(only('ap_matrix'))), 'matrix')
  t.equal(mdevParentAddress(parse(only('drm', '<type>render</type>'))), undefined)
})

await t.test('the numbers of capabilities are those of libvirt', async t => {
  t.equal(nodeDeviceCapabilities.indexOf('mdev'), 14)
  t.equal(nodeDeviceCapabilities.indexOf('vdpa'), 17)
})
