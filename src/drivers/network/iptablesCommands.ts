// Owns the chains LIBVIRT_* of iptables, for hosts without nftables.
import type { Network } from '../../model/network/Network.js'
import { type Family, type FirewallRule, firewallRules } from './firewallRules.js'

const tool = (family: Family) => (family === 4 ? 'iptables' : 'ip6tables')

/** Our chains by table, and the built-in ones that jump to them. */
const chains: readonly (readonly [table: string, chain: string, parent: string])[] = [
  ['filter', 'LIBVIRT_INP', 'INPUT'],
  ['filter', 'LIBVIRT_OUT', 'OUTPUT'],
  ['filter', 'LIBVIRT_FWO', 'FORWARD'],
  ['filter', 'LIBVIRT_FWI', 'FORWARD'],
  ['filter', 'LIBVIRT_FWX', 'FORWARD'],
  ['nat', 'LIBVIRT_PRT', 'POSTROUTING'],
  ['mangle', 'LIBVIRT_PRT', 'POSTROUTING'],
]

/** Commands that make the chains, after three of each family that list what is there. */
export function iptablesSetupCommands(): string[][] {
  return ([4, 6] as const).flatMap(family => {
    const on = (table: string) => [tool(family), '-w', '--table', table]
    return [
      ...['filter', 'nat', 'mangle'].map(table => [...on(table), '--list-rules']),
      ...chains.flatMap(([table, chain, parent]) => [
        [...on(table), '--new-chain', chain],
        [...on(table), '--insert', parent, '--jump', chain],
      ]),
    ]
  })
}

/** Commands that let a network's packets through, or take that back. */
export function iptablesCommands(network: Network, action: 'insert' | 'delete' = 'insert'): string[][] {
  const bridge = network.bridge.name ?? ''
  return firewallRules(network).map(rule => {
    const { table, chain, match } = iptablesRule(rule, bridge)
    return [tool(rule.family), '-w', '--table', table, `--${action}`, chain, ...match]
  })
}

interface IptablesRule {
  readonly table: string
  readonly chain: string
  readonly match: readonly string[]
}

function iptablesRule(rule: FirewallRule, bridge: string): IptablesRule {
  const into = ['--in-interface', bridge]
  const outOf = ['--out-interface', bridge]
  const from = (device: string | undefined) => (device === undefined ? [] : ['--in-interface', device])
  const to = (device: string | undefined) => (device === undefined ? [] : ['--out-interface', device])
  const filter = (chain: string, ...match: string[]) => ({ table: 'filter', chain, match })
  const rewrite = (table: string, ...match: string[]) => ({ table, chain: 'LIBVIRT_PRT', match })
  switch (rule.rule) {
    case 'service': {
      const port = ['--protocol', rule.protocol, '--destination-port', String(rule.port), '--jump', 'ACCEPT']
      return rule.towards === 'host'
        ? filter('LIBVIRT_INP', ...into, ...port)
        : filter('LIBVIRT_OUT', ...outOf, ...port)
    }
    case 'reject-out':
      return filter('LIBVIRT_FWO', ...into, '--jump', 'REJECT')
    case 'reject-in':
      return filter('LIBVIRT_FWI', ...outOf, '--jump', 'REJECT')
    case 'allow-cross':
      return filter('LIBVIRT_FWX', ...into, ...outOf, '--jump', 'ACCEPT')
    case 'allow-out':
      return filter('LIBVIRT_FWO', '--source', rule.net, ...into, ...to(rule.device), '--jump', 'ACCEPT')
    case 'allow-in':
      return filter('LIBVIRT_FWI', '--destination', rule.net, ...from(rule.device), ...outOf, '--jump', 'ACCEPT')
    case 'allow-related-in': {
      const state = ['--match', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '--jump', 'ACCEPT']
      return filter('LIBVIRT_FWI', '--destination', rule.net, ...from(rule.device), ...outOf, ...state)
    }
    case 'masquerade': {
      const protocol = rule.protocol === undefined ? [] : ['-p', rule.protocol]
      const where = ['--source', rule.net, ...protocol, '!', '--destination', rule.net, ...to(rule.device)]
      return rewrite('nat', ...where, '--jump', ...translation(rule.addresses, rule.ports))
    }
    case 'keep-source': {
      const where = ['--source', rule.net, '--destination', rule.destination, ...to(rule.device)]
      return rewrite('nat', ...where, '--jump', 'RETURN')
    }
    case 'fill-dhcp-checksum': {
      const answers = [...outOf, '--protocol', 'udp', '--destination-port', '68']
      return rewrite('mangle', ...answers, '--jump', 'CHECKSUM', '--checksum-fill')
    }
  }
}

function translation(addresses: string | undefined, ports: string | undefined): string[] {
  if (addresses !== undefined) return ['SNAT', '--to-source', ports === undefined ? addresses : `${addresses}:${ports}`]
  return ports === undefined ? ['MASQUERADE'] : ['MASQUERADE', '--to-ports', ports]
}
