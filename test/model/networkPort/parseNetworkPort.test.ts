import { formatNetworkPort } from '../../../src/model/networkPort/formatNetworkPort.js'
import { parseNetworkPort } from '../../../src/model/networkPort/parseNetworkPort.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string) => parseNetworkPort(document, fixedRandom)
const uuid = '5d744f21-ba4a-4d6e-bdb2-30a35ff3207d'
const port = (plug: string) => `<networkport>
  <uuid>${uuid}</uuid>
  <owner>
    <name>g</name>
    <uuid>${uuid}</uuid>
  </owner>
  <mac address='52:54:00:7b:35:93'/>
${plug}</networkport>
`

await testRoundTrips(
  document => formatNetworkPort(parse(document)),
  [
    ['a macvtap', port("  <plug type='direct' dev='eth0' mode='bridge'/>\n")],
    [
      'a bridge port that learns nothing',
      port("  <port isolated='yes'/>\n  <plug type='bridge' bridge='b' macTableManager='libvirt'/>\n"),
    ],
  ],
)

await testRefusals(parse, [
  ['no owner', '<networkport/>', 'XML error: Missing network port owner name'],
  ['no bridge', port("<plug type='network'/>"), 'XML error: Missing network port bridge name'],
  ['no device', port("<plug type='direct'/>"), 'XML error: Missing network port link device name'],
  ['no address', port("<plug type='hostdev-pci' managed='no'/>"), 'XML error: Missing network port PCI address'],
  ['a plug', port("<plug type='x'/>"), "XML error: Invalid network port plug type 'x'"],
])
