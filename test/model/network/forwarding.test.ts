import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { type Refusal, testRefusals } from '../refusals.js'

const network = (inner: string) => `<network><name>n</name>${inner}</network>`
const ip = "<ip address='10.0.0.1' prefix='8'/>"
const nat = (inner: string) => network(`<forward mode='nat'><nat>${inner}</nat></forward>${ip}`)
const hostdev = (inner: string) => network(`<forward mode='hostdev'>${inner}</forward>`)
const refused = (title: string, document: string, detail: string): Refusal => [title, document, `XML error: ${detail}`]
const pci = "<address type='pci' domain='0' bus='1' slot='2' function='0'/>"

await testRefusals(
  document => parseNetwork(document, fixedRandom),
  [
    refused(
      'two <nat>',
      network(`<forward mode='nat'><nat/><nat/></forward>${ip}`),
      'Only one <nat> element is allowed',
    ),
    refused(
      '<nat> of a route',
      network("<forward mode='route'><nat/></forward>"),
      'The <nat> element can only be used',
    ),
    refused(
      'two ranges',
      nat("<address start='10.0.0.1' end='10.0.0.2'/>".repeat(2)),
      'Only one <address> element is allowed in <nat>',
    ),
    refused(
      'half a range',
      nat("<address start='10.0.0.1'/>"),
      "missing 'end' attribute in <address> element in <nat>",
    ),
    refused('no address', nat("<address start='x' end='10.0.0.1'/>"), "Bad ipv4 start address 'x' in <nat>"),
    ['a port', nat("<port start='x' end='1'/>"), "Missing or invalid 'start' attribute in <port> in <nat>"],
    ['ports the wrong way round', nat("<port start='2' end='1'/>"), "Missing or invalid 'end' attribute in <port>"],
    refused(
      'different kinds of targets',
      hostdev(`<pf dev='e'/>${pci}`),
      '<address>, <interface>, and <pf> elements of <forward>',
    ),
    refused(
      'a device for a pool',
      network("<forward mode='hostdev' dev='e'><pf dev='e'/></forward>"),
      "the <forward> 'dev' attribute cannot be used",
    ),
    refused(
      'no interface',
      network("<forward mode='bridge'><interface/></forward>"),
      'Missing required dev attribute in <forward> <interface>',
    ),
    refused(
      'another interface first',
      network("<forward mode='bridge' dev='a'><interface dev='b'/></forward>"),
      "<forward dev='a'> must match first",
    ),
    refused(
      'an interface twice',
      network(`<forward mode='bridge'>${"<interface dev='a'/>".repeat(2)}</forward>`),
      "interface 'a' can only be listed once",
    ),
    refused('no kind of address', hostdev('<address/>'), 'missing address type in network n'),
    [
      'a kind of address',
      hostdev("<address type='x'/>"),
      "unsupported configuration: unknown address type 'x' in network n",
    ],
    refused('an address twice', hostdev(pci.repeat(2)), "PCI device '0000:01:02.0' can only be listed once"),
    refused('two <pf>', hostdev("<pf dev='a'/><pf dev='b'/>"), 'Only one <pf> element is allowed in <forward>'),
    refused('no <pf> device', hostdev('<pf/>'), 'Missing required dev attribute in <pf> element'),
    refused(
      'a device for an open network',
      network(`<forward mode='open' dev='e'/>${ip}`),
      "forward dev not allowed for network 'n'",
    ),
    refused('a zone', network("<forward mode='vepa'/><bridge zone='z'/>"), 'bridge zone not allowed in vepa mode'),
    refused(
      'a table',
      network("<forward mode='vepa'/><bridge macTableManager='kernel'/>"),
      'bridge macTableManager setting not allowed',
    ),
    refused('a table of nobody', network("<bridge macTableManager='x'/>"), "Invalid macTableManager setting 'x'"),
    refused('a MAC address', network("<mac address='x'/>"), "Invalid bridge mac address 'x'"),
    refused(
      'the MAC address of a group',
      network("<mac address='01:00:00:00:00:00'/>"),
      "Invalid multicast bridge mac address '01:00",
    ),
    refused('a size of packets', network("<mtu size='x'/>"), "Invalid mtu size 'x' in network 'n'"),
    refused('no name of a group', network('<portgroup/>'), 'Missing required name attribute in portgroup'),
    refused('a tag', network("<vlan><tag id='4096'/></vlan>"), 'vlan tag id 4096 too large (maximum 4095)'),
    refused('no tag', network('<vlan/>'), 'missing tag id - each <vlan> must have at least one'),
    refused(
      'a native mode',
      network("<vlan><tag id='1' nativeMode='x'/></vlan>"),
      `Invalid "nativeMode='x'" in vlan <tag>`,
    ),
    refused(
      'two native tags',
      network(`<vlan>${"<tag id='1' nativeMode='tagged'/>".repeat(2)}</vlan>`),
      'duplicate native vlan setting',
    ),
    refused(
      'no trunk',
      network("<vlan trunk='no'><tag id='1' nativeMode='tagged'/></vlan>"),
      'invalid configuration in <vlan> - "trunk=',
    ),
    refused(
      'a trunk of one',
      network("<vlan trunk='x'><tag id='1'/></vlan>"),
      `invalid "trunk='x'" in <vlan> - must be yes or no`,
    ),
    refused(
      'a trunk of two',
      network("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"),
      `invalid "trunk='no'" in <vlan> - trunk='yes'`,
    ),
    ['a virtual port', network("<virtualport type='x'/>"), 'unsupported configuration: unknown virtualport type x'],
    refused(
      'a number',
      network("<portgroup name='g'><virtualport><parameters managerid='x'/></virtualport></portgroup>"),
      'cannot parse value of managerid parameter',
    ),
    refused(
      'nine bits',
      network("<virtualport type='802.1Qbg'><parameters managerid='256'/></virtualport>"),
      'value of managerid out of range',
    ),
    refused(
      'an instance',
      network("<virtualport type='802.1Qbg'><parameters instanceid='x'/></virtualport>"),
      'cannot parse instanceid parameter as a uuid',
    ),
    refused(
      'a profile',
      network(`<virtualport type='802.1Qbh'><parameters profileid='${'x'.repeat(40)}'/></virtualport>`),
      'profileid parameter too long',
    ),
    refused('no type of port', network('<virtualport/>'), 'missing required virtualport type'),
    refused(
      'another type’s',
      network("<virtualport type='midonet'><parameters profileid='x'/></virtualport>"),
      'extra profileid unsupported in',
    ),
    ['no rate', network('<bandwidth><inbound/></bandwidth>'), 'Missing mandatory average or floor attributes'],
    refused(
      'two rates',
      network(`<bandwidth>${"<inbound average='1'/>".repeat(2)}</bandwidth>`),
      'Only one child <inbound> element allowed',
    ),
    refused(
      'a floor for what leaves',
      network("<bandwidth><outbound floor='1'/></bandwidth>"),
      "'floor' attribute allowed only in <inbound>",
    ),
    refused(
      'no option',
      network("<d:options xmlns:d='http://libvirt.org/schemas/network/dnsmasq/1.0'><d:option/></d:options>"),
      'No dnsmasq options value specified',
    ),
    [
      'a guaranteed rate of a whole network',
      network("<bandwidth><inbound floor='1'/></bandwidth>"),
      'unsupported configuration: floor attribute is not supported',
    ],
  ],
)
