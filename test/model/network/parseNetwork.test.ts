import t from 'tap'
import { formatNetwork } from '../../../src/model/network/formatNetwork.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string) => parseNetwork(document, fixedRandom)
const uuid = '81ff0d90-c91e-6742-64da-4a736edb9a9b'

await testRoundTrips(
  document => formatNetwork(parse(document)),
  [
    [
      'everything a network with its own bridge can say',
      `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0' ipv6='yes' trustGuestRxFilters='yes'>
  <name>n</name>
  <uuid>${uuid}</uuid>
  <title>t</title>
  <description>a &lt; b</description>
  <metadata>
    <x:y xmlns:x="http://x">z</x:y>
  </metadata>
  <forward dev='eth0' mode='nat'>
    <nat ipv6='yes'>
      <address start='10.0.0.1' end='10.0.0.9'/>
      <port start='500' end='1000'/>
    </nat>
    <interface dev='eth0'/>
  </forward>
  <bridge name='virbr9' zone='libvirt' stp='off' delay='3' macTableManager='libvirt'/>
  <mtu size='1500'/>
  <mac address='52:54:00:00:00:01'/>
  <domain name='example.com' localOnly='yes' register='no'/>
  <dns enable='yes' forwardPlainNames='no'>
    <forwarder domain='a.example' addr='192.0.2.1'/>
    <txt name='x' value='y'/>
    <srv service='s' protocol='udp' domain='d' target='t' port='1' priority='2' weight='3'/>
    <host ip='192.0.2.2'>
      <hostname>h</hostname>
    </host>
  </dns>
  <vlan trunk='yes'>
    <tag id='1' nativeMode='untagged'/>
    <tag id='2'/>
  </vlan>
  <bandwidth>
    <inbound average='1000' peak='5000' burst='5120'/>
    <outbound average='128'/>
  </bandwidth>
  <port isolated='yes'/>
  <ip family='ipv4' address='192.168.1.1' prefix='24' localPtr='yes'>
    <tftp root='/srv/tftp'/>
    <dhcp>
      <range start='192.168.1.2' end='192.168.1.9'>
        <lease expiry='0'/>
      </range>
      <host mac='52:54:00:00:00:02' name='a' ip='192.168.1.3'>
        <lease expiry='2' unit='hours'/>
      </host>
      <bootp file='pxe' server='192.168.1.4'/>
    </dhcp>
  </ip>
  <route address='192.168.2.0' prefix='24' gateway='192.168.1.3' metric='2'/>
  <virtualport type='802.1Qbh'>
    <parameters profileid='p'/>
  </virtualport>
  <portgroup name='g' default='yes' trustGuestRxFilters='no'>
    <vlan>
      <tag id='3'/>
    </vlan>
    <virtualport>
      <parameters managerid='1' typeid='2' typeidversion='3' instanceid='${uuid}' interfaceid='${uuid}' profileid='q'/>
    </virtualport>
    <bandwidth>
      <outbound average='1'/>
    </bandwidth>
    <port isolated='no'/>
  </portgroup>
  <dnsmasq:options>
    <dnsmasq:option value='local-ttl=1'/>
  </dnsmasq:options>
</network>
`,
    ],
    [
      'a pool of virtual functions with a driver',
      `<network>
  <name>n</name>
  <uuid>${uuid}</uuid>
  <forward mode='hostdev' managed='no'>
    <driver name='vfio'/>
    <pf dev='eth2'/>
  </forward>
</network>
`,
    ],
  ],
)

const network = (inner: string, attributes = '') => `<network${attributes}><name>n</name>${inner}</network>`
const ip = (inner: string) => network(`<ip address='10.0.0.1' netmask='255.255.255.0'><dhcp>${inner}</dhcp></ip>`)
const long = 'x'.repeat(477)

await testRefusals(parse, [
  ['no name', '<network/>', 'missing name information'],
  ['a name that leaves its folder', '<network><name>a/b</name></network>', 'invalid char in name: /'],
  ['two lines of title', network('<title>a\nb</title>'), "XML error: Network title can't contain newlines"],
  ['a UUID', network('<uuid>0</uuid>'), 'internal error: malformed uuid element'],
  ['ipv6', network('', " ipv6='maybe'"), "XML error: Invalid ipv6 setting 'maybe' in network 'n'"],
  ['a mode', network("<forward mode='x'/>"), "unsupported configuration: unknown forwarding type 'x'"],
  ['nat without address', network('<forward/>'), 'XML error: nat forwarding requested, but no IP address provided'],
  [
    'a bridge name among devices of the host',
    network("<forward mode='vepa'/><bridge name='b'/>"),
    "XML error: bridge name not allowed in vepa mode (network 'n')",
  ],
  [
    'spanning tree on the host’s bridge',
    network("<forward mode='bridge'/><bridge name='b' stp='on'/>"),
    'XML error: bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in bridge',
  ],
  [
    'bridge and device',
    network("<forward mode='bridge' dev='e'/><bridge name='b'/>"),
    "XML error: A network with forward mode='bridge' can specify a bridge name or a forward dev, but not both",
  ],
  [
    'the MTU of the host’s bridge',
    network("<forward mode='bridge'/><mtu size='1'/>"),
    'XML error: mtu size only allowed in open, route, nat, and isolated mode, not in bridge',
  ],
  ['a delay', network("<bridge delay='x'/>"), "XML error: Invalid delay value in network 'n'"],
  ['a multicast bridge', network("<mac address='01:00:00:00:00:00'/>"), 'XML error: Invalid multicast bridge mac'],
  [
    'a device that differs from the first interface',
    network("<forward mode='route' dev='a'><interface dev='b'/></forward>"),
    "XML error: <forward dev='a'> must match first <interface dev='b'/> in network n",
  ],
  [
    'interfaces and addresses at once',
    network("<forward mode='hostdev'><pf dev='a'/><interface dev='b'/></forward>"),
    'XML error: <address>, <interface>, and <pf> elements of <forward> in network n are mutually exclusive',
  ],
  [
    'ports out of range',
    network("<forward><nat><port start='1' end='70000'/></nat></forward>"),
    "Missing or invalid 'end' attribute in <port> in <nat> in <forward>",
  ],
  ['an address', network("<ip address='1.2.3'/>"), "XML error: Invalid address '1.2.3' in network 'n'"],
  [
    'IPv6 without family',
    network("<ip address='::1'/>"),
    'unsupported configuration: no family specified for non-IPv4 address',
  ],
  [
    'a netmask and a prefix',
    network("<ip address='10.0.0.1' prefix='8' netmask='255.0.0.0'/>"),
    "unsupported configuration: Network 'n' IP address cannot have both a prefix and a netmask",
  ],
  ['a range without end', ip("<range start='10.0.0.2'/>"), "XML error: Missing 'end' attribute in dhcp range"],
  [
    'a range elsewhere',
    ip("<range start='10.0.0.2' end='10.0.1.2'/>"),
    'internal error: range 10.0.0.2 - 10.0.1.2 is not entirely within network 10.0.0.1/24',
  ],
  [
    'a reversed range',
    ip("<range start='10.0.0.9' end='10.0.0.2'/>"),
    'internal error: range 10.0.0.9 - 10.0.0.2 is reversed ',
  ],
  [
    'the broadcast address',
    ip("<range start='10.0.0.2' end='10.0.0.255'/>"),
    'internal error: end of range 10.0.0.2 - 10.0.0.255 in network 10.0.0.1/24 is the broadcast address',
  ],
  [
    'a lease shorter than dnsmasq gives',
    ip("<range start='10.0.0.2' end='10.0.0.3'><lease expiry='119' unit='seconds'/></range>"),
    'unsupported configuration: The minimum lease time should be greater than 2 minutes',
  ],
  ['a host without address', ip("<host name='a'/>"), 'XML error: Missing IP address in static host definition'],
  [
    'a host that begins with a sign',
    ip("<host name='-1' ip='10.0.0.2'/>"),
    "XML error: Cannot use host name '-1' in network 'n'",
  ],
  ['a service too long', network(`<dns><srv service='${long}' protocol='tcp'/></dns>`), "service attribute 'xxx"],
  [
    'a protocol',
    network("<dns><srv service='s' protocol='a.b'/></dns>"),
    "invalid character in protocol attribute 'a.b' in DNS SRV record of network 'n'",
  ],
  [
    'a text with a blank in its name',
    network("<dns><txt name='a b' value=''/></dns>"),
    "prohibited character in DNS TXT record name 'a b' of network n",
  ],
  ['a VLAN tag', network("<vlan><tag id='4096'/></vlan>"), 'XML error: vlan tag id 4096 too large (maximum 4095)'],
  [
    'a trunk that is none',
    network("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"),
    "XML error: invalid \"trunk='no'\" in <vlan> - trunk='yes' is required for more than one vlan tag",
  ],
  [
    'a parameter of another type of port',
    network("<virtualport type='midonet'><parameters profileid='p'/></virtualport>"),
    "XML error: extra profileid unsupported in <virtualport type='midonet'>",
  ],
  [
    'a route that starts within a network',
    network("<route address='10.0.0.1' prefix='8' gateway='10.0.0.2'/>"),
    "XML error: n: Address '10.0.0.1' in route definition is not a network address",
  ],
  ['too deep a document', '<network>'.repeat(300), '(network_definition):1: elements nest deeper than 256'],
])

await t.test('a network without a UUID gets a random one', async t => {
  t.equal(parse(network('')).uuid, '00010203-0405-4607-8809-0a0b0c0d0e0f')
})
