import { formatInterface } from '../../../src/model/iface/formatInterface.js'
import { parseInterface } from '../../../src/model/iface/parseInterface.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

await testRoundTrips(
  document => formatInterface(parseInterface(document)),
  [
    [
      'an Ethernet card with addresses of both families',
      `<interface type='ethernet' name='eth0'>
  <start mode='hotplug'/>
  <mac address='aa:bb:cc:dd:ee:ff'/>
  <mtu size='1492'/>
  <protocol family='ipv4'>
    <dhcp peerdns='yes'/>
    <route gateway='192.168.0.1'/>
  </protocol>
  <protocol family='ipv6'>
    <autoconf/>
    <ip address='fe80::1' prefix='64'/>
  </protocol>
</interface>
`,
    ],
    [
      'a bond watched by ARP',
      `<interface type='bond' name='bond0'>
  <bond mode='balance-rr'>
    <arpmon interval='100' target='192.168.50.1' validate='all'/>
    <interface type='ethernet' name='eth1'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
    </interface>
  </bond>
</interface>
`,
    ],
    [
      'a bridge with all its settings',
      `<interface type='bridge' name='br0'>
  <bridge stp='on' delay='0.01'>
  </bridge>
</interface>
`,
    ],
  ],
)

const bond = (inner: string) => `<interface type='bond' name='b'><bond>${inner}</bond></interface>`

await testRefusals(parseInterface, [
  ['no type', '<interface/>', "XML error: Missing required attribute 'type' in element 'interface'"],
  [
    'an unknown type',
    "<interface type='x'/>",
    "XML error: Invalid value for attribute 'type' in element 'interface': 'x'.",
  ],
  ['no name', "<interface type='ethernet'/>", 'XML error: interface has no name'],
  [
    'a bridge within a bond',
    bond("<interface type='bridge' name='x'><bridge/></interface>"),
    "XML error: interface has unsupported type 'bridge'",
  ],
  ['a bond that is none', "<interface type='bond' name='b'/>", 'XML error: bond interface misses the bond element'],
  ['a mode', bond('').replace('<bond>', "<bond mode='x'>"), 'XML error: unknown bonding mode x'],
  ['a monitor without frequency', bond('<miimon/>'), 'XML error: bond interface miimon freq missing or invalid'],
  ['a monitor without target', bond("<arpmon interval='1'/>"), 'XML error: bond interface arpmon target missing'],
  [
    'a VLAN without tag',
    "<interface type='vlan' name='v'><vlan/></interface>",
    'XML error: vlan interface misses the tag attribute',
  ],
  [
    'an MTU beyond 100000',
    "<interface type='ethernet' name='e'><mtu size='100001'/></interface>",
    'XML error: interface mtu value is improper',
  ],
  [
    'a family',
    "<interface type='ethernet' name='e'><protocol family='ipx'/></interface>",
    "XML error: unsupported protocol family 'ipx'",
  ],
  [
    'a prefix',
    "<interface type='ethernet' name='e'><protocol family='ipv4'><ip address='10.0.0.1' prefix='a'/></protocol></interface>",
    "XML error: Invalid value for attribute 'prefix' in element 'ip': 'a'. Expected integer value",
  ],
  [
    'a link state',
    "<interface type='ethernet' name='e'><link state='x'/></interface>",
    "XML error: Invalid value for attribute 'state' in element 'link': 'x'.",
  ],
])
