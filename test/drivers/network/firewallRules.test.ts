import t from 'tap'
import { iptablesCommands } from '../../../src/drivers/network/iptablesCommands.js'
import { nftCommands } from '../../../src/drivers/network/nftCommands.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

const network = (inner: string) =>
  parseNetwork(`<network><name>n</name><bridge name='br'/>${inner}</network>`, fixedRandom)
const bound = network(
  `<forward mode='nat' dev='eth0'><nat><address start='192.0.2.1' end='192.0.2.2'/></nat></forward>
   <ip address='10.0.0.1' prefix='8'/>`,
)

await t.test('a network bound to a device lets packets pass by it only, with the addresses it was given', async t => {
  const commands = nftCommands(bound).map(argv => argv.slice(6).join(' '))
  t.same(commands.slice(6), [
    'guest_output ip saddr 10.0.0.0/8 iif br oif eth0 counter accept',
    'guest_input iif eth0 oif br ip daddr 10.0.0.0/8 ct state related,established counter accept',
    'guest_nat ip saddr 10.0.0.0/8 ip daddr != 10.0.0.0/8 oif eth0 counter snat to 192.0.2.1-192.0.2.2',
    'guest_nat meta l4proto udp ip saddr 10.0.0.0/8 ip daddr != 10.0.0.0/8 oif eth0 counter snat to 192.0.2.1-192.0.2.2:1024-65535',
    'guest_nat meta l4proto tcp ip saddr 10.0.0.0/8 ip daddr != 10.0.0.0/8 oif eth0 counter snat to 192.0.2.1-192.0.2.2:1024-65535',
    'guest_nat oif eth0 ip saddr 10.0.0.0/8 ip daddr 255.255.255.255/32 counter return',
    'guest_nat oif eth0 ip saddr 10.0.0.0/8 ip daddr 224.0.0.0/24 counter return',
  ])
})

await t.test('iptables rules are taken back by the same words', async t => {
  const inserted = iptablesCommands(bound)
  const deleted = iptablesCommands(bound, 'delete')
  t.same(
    deleted,
    inserted.map(argv => argv.map(word => (word === '--insert' ? '--delete' : word))),
  )
})

await t.test('files for booting guests are let in only where there are some', async t => {
  const ports = (inner: string) => iptablesCommands(network(inner)).filter(argv => argv.includes('69')).length
  t.equal(ports("<ip address='10.0.0.1' prefix='8'><tftp root='/'/></ip>"), 2)
  t.equal(ports("<ip address='10.0.0.1' prefix='8'/>"), 0)
})

await t.test('an open network and one on the host’s bridge have no rules', async t => {
  t.same(nftCommands(network("<forward mode='open'/><ip address='10.0.0.1' prefix='8'/>")), [])
  t.same(iptablesCommands(network("<forward mode='bridge'/>")), [])
})

await t.test('IPv6 addresses are rewritten when that was asked for', async t => {
  const inner = (nat: string) =>
    `<forward><nat ipv6='${nat}'/></forward><ip family='ipv6' address='2001:db8::1' prefix='64'/>`
  const rewritten = (nat: string) => nftCommands(network(inner(nat))).filter(argv => argv.includes('masquerade')).length
  t.equal(rewritten('yes'), 3)
  t.equal(rewritten('no'), 0)
})

await t.test('nft is not told of names that it would read as rules', async t => {
  const odd = (forward: string, bridge: string) =>
    parseNetwork(
      `<network><name>n</name><bridge name='${bridge}'/>${forward}<ip address='10.0.0.1' prefix='8'/></network>`,
      fixedRandom,
    )
  const refusal = { message: /nft cannot be told of a network interface named/ }
  t.throws(() => nftCommands(odd("<forward mode='nat'/>", 'br accept; flush ruleset')), refusal)
  t.throws(() => nftCommands(odd("<forward mode='nat' dev='eth0 }'/>", 'br')), refusal)
})
