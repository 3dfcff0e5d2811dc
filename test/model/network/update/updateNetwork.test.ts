import t from 'tap'
import { formatNetwork } from '../../../../src/model/network/formatNetwork.js'
import { parseNetwork } from '../../../../src/model/network/parseNetwork.js'
import { type NetworkChange, updateNetwork } from '../../../../src/model/network/update/updateNetwork.js'
import { fixedRandom } from '../../../conformance/fixedRandom.js'

const network = parseNetwork(
  `<network>
  <name>n</name>
  <forward mode='passthrough'><interface dev='eth0'/></forward>
  <dns>
    <txt name='a' value='b'/>
    <srv service='s' protocol='tcp'/>
    <host ip='10.0.0.5'><hostname>x</hostname></host>
    <host ip='10.0.0.6'><hostname>x</hostname></host>
  </dns>
  <ip address='10.0.0.1' prefix='24'>
    <dhcp><range start='10.0.0.2' end='10.0.0.3'/><host mac='52:54:00:00:00:01' ip='10.0.0.2'/></dhcp>
  </ip>
  <ip address='10.0.1.1' prefix='24'/>
  <portgroup name='p' default='yes'/>
</network>`,
  fixedRandom,
)

const change = (
  command: NetworkChange['command'],
  section: NetworkChange['section'],
  xml: string,
  parentIndex = -1,
): NetworkChange => ({ command, section, parentIndex, xml })

const made: [string, NetworkChange, string][] = [
  [
    'a host is replaced by its MAC address',
    change('modify', 'ip-dhcp-host', "<host mac='52:54:0:0:0:1' ip='10.0.0.9'/>"),
    "ip='10.0.0.9'",
  ],
  [
    'a host of an address is renamed',
    change('modify', 'dns-host', "<host ip='10.0.0.5'><hostname>y</hostname></host>"),
    '<hostname>y</hostname>',
  ],
  [
    'a port group is replaced',
    change('modify', 'portgroup', "<portgroup name='p' trustGuestRxFilters='yes'/>"),
    "<portgroup name='p' trustGuestRxFilters='yes'>\n  </portgroup>",
  ],
  [
    'an interface comes first',
    change('add-first', 'forward-interface', "<interface dev='eth1'/>"),
    "<forward dev='eth1'",
  ],
]

for (const [title, asked, expected] of made) {
  await t.test(title, async t => {
    t.match(formatNetwork(updateNetwork(network, asked)), expected)
  })
}

const refused: [string, NetworkChange, string][] = [
  [
    'a part that cannot be changed',
    change('modify', 'forward-pf', '<pf/>'),
    "Operation not supported: can't update 'forward pf' section of network 'n'",
  ],
  [
    'another element',
    change('delete', 'dns-txt', '<srv/>'),
    "XML error: unexpected element <srv>, expecting <txt>, while updating network 'n'",
  ],
  [
    'an address that is not there',
    change('delete', 'ip-dhcp-host', "<host ip='10.0.0.2'/>", 7),
    "Requested operation is not valid: couldn't update dhcp host entry - no <ip> element found at index 7",
  ],
  [
    'a second DHCP server',
    change('add-last', 'ip-dhcp-host', "<host mac='52:54:00:00:00:02' ip='10.0.1.2'/>", 1),
    'Requested operation is not valid: dhcp is supported only for a single IPv4 address on each network',
  ],
  [
    'a host twice',
    change('add-last', 'ip-dhcp-host', "<host mac='52:54:00:00:00:02' ip='10.0.0.2'/>"),
    "Requested operation is not valid: there is an existing dhcp host entry in network 'n'",
  ],
  [
    'a range changed',
    change('modify', 'ip-dhcp-range', '<range/>'),
    'Operation not supported: dhcp ranges cannot be modified, only added or deleted',
  ],
  [
    'a service changed',
    change('modify', 'dns-srv', '<srv/>'),
    'Operation not supported: DNS SRV records cannot be modified',
  ],
  [
    'a name of two hosts',
    change('delete', 'dns-host', '<host><hostname>x</hostname></host>'),
    'Requested operation is not valid: multiple matching DNS HOST records were found in network n',
  ],
  [
    'a second default',
    change('add-last', 'portgroup', "<portgroup name='q' default='yes'/>"),
    "Requested operation is not valid: a different portgroup entry in network 'n' is already set as the default",
  ],
  [
    'an interface that is not there',
    change('delete', 'forward-interface', "<interface dev='e'/>"),
    "Requested operation is not valid: couldn't find an interface entry in network 'n' matching <interface dev='e'>",
  ],
]

for (const [title, asked, message] of refused) {
  await t.test(`${title} is refused`, async t => {
    const error = t.throws(() => updateNetwork(network, asked), { name: 'LibvirtError' })
    t.equal(error instanceof Error ? error.message.slice(0, message.length) : undefined, message)
  })
}

await t.test('a change that makes the whole network senseless is refused', async t => {
  const nat = parseNetwork(
    "<network><name>n</name><forward mode='nat' dev='eth0'/><ip address='10.0.0.1' prefix='8'/></network>",
    fixedRandom,
  )
  const asked = change('add-last', 'forward-interface', "<interface dev='eth1'/>")
  t.throws(() => updateNetwork(nat, asked), { message: /multiple forwarding interfaces specified for network 'n'/ })
})
