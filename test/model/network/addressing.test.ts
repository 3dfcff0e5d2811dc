import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { type Refusal, testRefusals } from '../refusals.js'

const network = (inner: string) => `<network><name>n</name>${inner}</network>`
const dns = (inner: string) => network(`<dns>${inner}</dns>`)
const dhcp = (inner: string) => network(`<ip address='10.0.0.1' prefix='8'><dhcp>${inner}</dhcp></ip>`)
const dhcp6 = (inner: string) => network(`<ip family='ipv6' address='fd00::1' prefix='64'><dhcp>${inner}</dhcp></ip>`)
const ip = (attributes: string) => network(`<ip ${attributes}/>`)
const route = (attributes: string) => network(`<ip address='10.0.0.1' prefix='8'/><route ${attributes}/>`)
const via = "gateway='10.0.0.2'"
const refused = (title: string, document: string, detail: string): Refusal => [title, document, `XML error: ${detail}`]

await testRefusals(
  document => parseNetwork(document, fixedRandom),
  [
    refused('a forwarder', dns("<forwarder addr='x'/>"), "Invalid forwarder IP address 'x' in network 'n'"),
    refused('an empty forwarder', dns('<forwarder/>'), 'Invalid forwarder element, must contain at least one'),
    [
      'a host without address',
      dns('<host><hostname>h</hostname></host>'),
      "Missing IP address in network 'n' DNS HOST record",
    ],
    [
      'the address of a host',
      dns("<host ip='x'><hostname>h</hostname></host>"),
      "Invalid IP address in network 'n' DNS HOST record",
    ],
    ['a nameless host', dns("<host ip='10.0.0.1'/>"), "Missing hostname in network 'n' DNS HOST record"],
    ['a nameless text', dns("<txt value='v'/>"), 'missing required name attribute in DNS TXT record'],
    ['a name with a blank', dns("<txt name='a b' value='v'/>"), "prohibited character in DNS TXT record name 'a b'"],
    ['no text', dns("<txt name='a'/>"), 'missing required value attribute in DNS TXT record'],
    ['no service', dns("<srv protocol='tcp'/>"), 'missing required service attribute in DNS SRV record'],
    ['no protocol', dns("<srv service='s'/>"), 'missing required protocol attribute in DNS SRV record'],
    [
      'a port of nothing',
      dns("<srv service='s' protocol='tcp' port='1'/>"),
      'DNS SRV port attribute not permitted without target',
    ],
    ['port 0', dns("<srv service='s' protocol='tcp' target='t' port='0'/>"), 'invalid DNS SRV port attribute'],
    refused('an address', ip("address='x'"), "Invalid address 'x' in network 'n'"),
    refused('a family', ip("family='x' address='10.0.0.1'"), "Unrecognized family 'x' in network 'n'"),
    [
      'the other family',
      ip("family='ipv6' address='10.0.0.1'"),
      "unsupported configuration: Family 'ipv6' specified for non-IPv6 address '10.0.0.1'",
    ],
    refused('a netmask of nothing', ip("netmask='255.0.0.0'"), "Missing required address attribute in network 'n'"),
    [
      'a netmask of IPv6',
      ip("family='ipv6' address='fd00::1' netmask='255.0.0.0'"),
      "unsupported configuration: netmask not allowed for IPv6 address 'fd00::1'",
    ],
    refused('a netmask', ip("address='10.0.0.1' netmask='x'"), "Invalid netmask 'x' in network 'n'"),
    refused(
      'a route without gateway',
      route("address='10.0.0.0' prefix='8'"),
      'n: Missing required gateway attribute in route',
    ),
    refused('a gateway', route("address='10.0.0.0' gateway='x'"), "n: Bad gateway address 'x' in route definition"),
    refused('metric 0', route(`address='10.0.0.0' prefix='8' ${via} metric='0'`), 'n: Invalid metric 0 specified'),
    refused('a metric', route(`address='10.0.0.0' prefix='8' ${via} metric='x'`), 'n: Invalid metric specified'),
    refused(
      '33 bits',
      route(`address='10.0.0.0' prefix='33' ${via}`),
      'n: Invalid prefix 33 specified in route definition, must be 0 - 32',
    ),
    refused(
      'a host for a network',
      route(`address='10.0.0.1' prefix='8' ${via}`),
      "n: Address '10.0.0.1' in route definition is not a network",
    ),
    refused(
      'the family of a route',
      route(`family='x' address='10.0.0.0' ${via}`),
      "n: Unrecognized family 'x' in route definition",
    ),
    refused(
      'a gateway of the other family',
      route("address='10.0.0.0' gateway='fd00::1'"),
      'n: No family specified for non-IPv4 gateway',
    ),
    refused(
      'an address of the other family',
      route(`family='ipv6' address='10.0.0.0' ${via}`),
      'n: ipv6 family specified for non-IPv6 address',
    ),
    refused(
      'both kinds of length',
      route(`address='10.0.0.0' prefix='8' netmask='255.0.0.0' ${via}`),
      'n: Cannot specify both prefix and netmask',
    ),
    [
      'a lease of a moment',
      dhcp("<range start='10.0.0.2' end='10.0.0.3'><lease expiry='1' unit='seconds'/></range>"),
      'unsupported configuration: The minimum lease time should be greater',
    ],
    refused(
      'a reserved address',
      dhcp("<host mac='52:54:00:00:00:01' ip='x'/>"),
      'Invalid IP address in static host definition',
    ),
    refused(
      'no reserved address',
      dhcp("<host mac='52:54:00:00:00:01'/>"),
      'Missing IP address in static host definition',
    ),
    refused('a MAC address', dhcp("<host mac='x' ip='10.0.0.2'/>"), "Cannot parse MAC address 'x' in network 'n'"),
    refused(
      'the address of a group',
      dhcp("<host mac='01:00:00:00:00:01' ip='10.0.0.2'/>"),
      'expected unicast mac address, found multicast',
    ),
    refused('nobody', dhcp("<host ip='10.0.0.2'/>"), "Static host definition in IPv4 network 'n' must have"),
    refused(
      'a MAC address of IPv6',
      dhcp6("<host mac='52:54:00:00:00:01' ip='fd00::2'/>"),
      "Invalid to specify MAC address '52:54:00:00:00:01'",
    ),
    refused('an id', dhcp6("<host id='0:x' ip='fd00::2'/>"), "Invalid character 'x' in id '0:x' of network 'n'"),
    refused(
      'records of no server',
      network("<dns enable='no'><txt name='a' value='v'/></dns>"),
      "Extra data in disabled network 'n'",
    ),
    [
      'TFTP by IPv6',
      network("<ip family='ipv6' address='fd00::1'><tftp root='/r'/></ip>"),
      'unsupported configuration: Unsupported <tftp> element',
    ],
    [
      'a gateway out of reach',
      route("address='11.0.0.0' prefix='8' gateway='12.0.0.1'"),
      "unsupported configuration: unreachable static route gateway '12.0.0.1'",
    ],
    [
      '129 bits',
      ip("family='ipv6' address='fd00::1' prefix='129'"),
      "unsupported configuration: Invalid IPv6 prefix '129' in network 'n'",
    ],
    [
      'a netmask of the other family',
      ip("address='10.0.0.1' netmask='::'"),
      "unsupported configuration: Invalid netmask '::' for address '10.0.0.1'",
    ],
    [
      'a start',
      dhcp("<range start='x' end='10.0.0.3'/>"),
      "Cannot parse socket address 'x': Name or service not known",
    ],
    [
      'a range of two families',
      dhcp("<range start='10.0.0.2' end='fd00::3'/>"),
      'internal error: mismatch of address family in range',
    ],
    [
      'a range of the other family',
      dhcp("<range start='fd00::2' end='fd00::3'/>"),
      'internal error: mismatch of address family in range fd00::2 - fd00::3 for network',
    ],
    [
      'a large range',
      dhcp("<range start='10.0.0.2' end='10.2.0.2'/>"),
      'internal error: range 10.0.0.2 - 10.2.0.2 is too large (> 65535)',
    ],
    [
      'the network itself',
      dhcp("<range start='10.0.0.0' end='10.0.0.3'/>"),
      'internal error: start of range 10.0.0.0 - 10.0.0.3 in',
    ],
    [
      'everyone',
      dhcp("<range start='10.255.255.2' end='10.255.255.255'/>"),
      'internal error: end of range 10.255.255.2 - 10.255.255.255 in',
    ],
  ],
)
