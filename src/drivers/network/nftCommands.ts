// Owns the nftables tables `ip libvirt_network` and `ip6 libvirt_network`, and nothing outside them. Every table must accept
// a packet, so an accept here cannot overrule a drop elsewhere.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Network } from '../../model/network/Network.js'
import { type Family, type FirewallRule, firewallRules } from './firewallRules.js'

export const nftTable = 'libvirt_network'

const layer = (family: Family) => (family === 4 ? 'ip' : 'ip6')

/**
 * Commands that make the tables. The first of each family only asks whether its table is there; if it is, the rest of that
 * family is not needed.
 */
export function nftSetupCommands(): string[][] {
  return ([4, 6] as const).flatMap(family => {
    const on = [layer(family), nftTable]
    const chains = ['guest_output', 'guest_input', 'guest_cross']
    return [
      ['nft', 'list', 'table', ...on],
      ['nft', 'add', 'table', ...on],
      ['nft', 'add', 'chain', ...on, 'forward', '{ type filter hook forward priority 0; policy accept; }'],
      ...chains.flatMap(chain => [
        ['nft', 'add', 'chain', ...on, chain],
        ['nft', 'insert', 'rule', ...on, 'forward', 'counter', 'jump', chain],
      ]),
      ['nft', 'add', 'chain', ...on, 'guest_nat', '{ type nat hook postrouting priority 100; policy accept; }'],
    ]
  })
}

/** nft puts its arguments together and reads them as one text: what is no plain name could say anything there. */
function interfaceName(name: string): string {
  if (/^[\w.:@+-]+$/.test(name)) return name
  throw new LibvirtError('CONFIG_UNSUPPORTED', `nft cannot be told of a network interface named '${name}'`)
}

/**
 * Commands that let a network's packets through; each prints the handle by which its rule is removed again.
 * @throws LibvirtError CONFIG_UNSUPPORTED for names of interfaces that nft would take for something else
 */
export function nftCommands(network: Network): string[][] {
  const rules = firewallRules(network)
  if (rules.length === 0) return []
  const bridge = interfaceName(network.bridge.name ?? '')
  const inserted = rules.flatMap(rule => {
    const tokens = nftRule(rule, bridge)
    return tokens ? [['nft', '-ae', 'insert', 'rule', layer(rule.family), nftTable, ...tokens]] : []
  })
  return [...checksumCommands(bridge), ...inserted]
}

/** Chain and expression of a rule; undefined for what nftables leaves to the host or to traffic control. */
export function nftRule(rule: FirewallRule, bridge: string): string[] | undefined {
  const ip = layer(rule.family)
  const via = (direction: 'iif' | 'oif', device: string | undefined) =>
    device === undefined ? [] : [direction, interfaceName(device)]
  switch (rule.rule) {
    case 'service':
    case 'fill-dhcp-checksum':
      return undefined
    case 'reject-out':
      return ['guest_output', 'iif', bridge, 'counter', 'reject']
    case 'reject-in':
      return ['guest_input', 'oif', bridge, 'counter', 'reject']
    case 'allow-cross':
      return ['guest_cross', 'iif', bridge, 'oif', bridge, 'counter', 'accept']
    case 'allow-out':
      return ['guest_output', ip, 'saddr', rule.net, 'iif', bridge, ...via('oif', rule.device), 'counter', 'accept']
    case 'allow-in':
      return ['guest_input', ip, 'daddr', rule.net, ...via('iif', rule.device), 'oif', bridge, 'counter', 'accept']
    case 'allow-related-in': {
      const state = ['ct', 'state', 'related,established']
      const where = [...via('iif', rule.device), 'oif', bridge, ip, 'daddr', rule.net]
      return ['guest_input', ...where, ...state, 'counter', 'accept']
    }
    case 'masquerade': {
      const protocol = rule.protocol === undefined ? [] : ['meta', 'l4proto', rule.protocol]
      const where = [...protocol, ip, 'saddr', rule.net, ip, 'daddr', '!=', rule.net, ...via('oif', rule.device)]
      return ['guest_nat', ...where, 'counter', ...translation(rule.addresses, rule.ports)]
    }
    case 'keep-source': {
      const where = [...via('oif', rule.device), ip, 'saddr', rule.net, ip, 'daddr', rule.destination]
      return ['guest_nat', ...where, 'counter', 'return']
    }
  }
}

function translation(addresses: string | undefined, ports: string | undefined): string[] {
  const suffix = ports === undefined ? '' : `:${ports}`
  if (addresses !== undefined) return ['snat', 'to', `${addresses}${suffix}`]
  return suffix === '' ? ['masquerade'] : ['masquerade', 'to', suffix]
}

/** nftables cannot fill in checksums, traffic control can. The first command asks whether the queue is there already. */
function checksumCommands(bridge: string): string[][] {
  const queue = ['tc', 'qdisc', 'show', 'dev', bridge, 'handle', '1:']
  const add = ['tc', 'qdisc', 'add', 'dev', bridge, 'root', 'handle', '1:', 'htb', 'default', '2']
  const match = ['u32', 'match', 'ip', 'dport', '68', 'ffff', 'action', 'csum', 'ip', 'and', 'udp']
  const filter = ['tc', 'filter', 'add', 'dev', bridge, 'prio', '2', 'protocol', 'ip', 'parent', '1:', ...match]
  return [queue, add, filter]
}
