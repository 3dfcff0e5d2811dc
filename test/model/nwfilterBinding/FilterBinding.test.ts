import { formatFilterBinding, parseFilterBinding } from '../../../src/model/nwfilterBinding/FilterBinding.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const uuid = '5d744f21-ba4a-4d6e-bdb2-30a35ff3207d'
const parts = {
  owner: `  <owner>\n    <name>g</name>\n    <uuid>${uuid}</uuid>\n  </owner>\n`,
  portdev: "  <portdev name='vnet0'/>\n",
  linkdev: "  <linkdev name='eth0'/>\n",
  mac: "  <mac address='52:54:00:7b:35:93'/>\n",
  filterref: "  <filterref filter='f'>\n    <parameter name='IP' value='10.0.0.1'/>\n  </filterref>\n",
}
const binding = (changes: Partial<typeof parts> = {}) =>
  `<filterbinding>\n${Object.values({ ...parts, ...changes }).join('')}</filterbinding>\n`

await testRoundTrips(
  document => formatFilterBinding(parseFilterBinding(document)),
  [
    ['a binding', binding()],
    ['a binding of no macvtap', binding({ linkdev: '' })],
  ],
)

const refusal = (title: string, changes: Partial<typeof parts>, message: string) =>
  [title, binding(changes), `internal error: ${message}`] as const

await testRefusals(parseFilterBinding, [
  refusal('no port', { portdev: '' }, 'filter binding has no port dev name'),
  refusal('a nameless link', { linkdev: '<linkdev/>' }, 'filter binding has no link dev name'),
  refusal('no owner', { owner: '' }, 'filter binding has no owner name'),
  refusal('no UUID', { owner: '<owner><name>g</name></owner>' }, 'filter binding has no owner UUID'),
  refusal('a UUID', { owner: '<owner><name>g</name><uuid>x</uuid></owner>' }, "Unable to parse UUID 'x'"),
  refusal('no MAC', { mac: '' }, 'filter binding has no MAC address'),
  refusal('a MAC', { mac: "<mac address='x'/>" }, "Unable to parse MAC 'x'"),
  refusal('no filter', { filterref: '' }, 'filter binding has no filter reference'),
])
