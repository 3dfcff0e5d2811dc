// Owns the rules that an interface has while its own are not known yet: while its address is being learnt, or after a failure.
import { ebtables, type FilterCommand, mayFail } from './FilterCommand.js'
import { createRoot, type FrameWay, linkRoot, rootChain } from './frameChains.js'

const broadcast = 'ff:ff:ff:ff:ff:ff'

/** Lets IPv4 and ARP with the guest's own MAC address out, so that its IP address can be seen. */
export function commandsForLearning(ifname: string, mac: string): FilterCommand[] {
  const rules = [
    ['-s', '!', mac, '-j', 'DROP'],
    ['-p', 'IPv4', '-j', 'ACCEPT'],
    ['-p', 'ARP', '-j', 'ACCEPT'],
    ['-j', 'DROP'],
  ]
  return standIn(ifname, [['in', rules]])
}

/** Lets only DHCP through; answers only of the given servers if there are any. */
export function commandsForDhcpOnly(ifname: string, mac: string, servers: readonly string[]): FilterCommand[] {
  const udp = ['-p', 'ipv4', '--ip-protocol', 'udp']
  const sources = servers.length > 0 ? servers.map(server => ['--ip-src', server]) : [[]]
  const answers = sources.flatMap(source =>
    [mac, broadcast].map(to => ['-d', to, ...udp, ...source, '--ip-sport', '67', '--ip-dport', '68', '-j', 'ACCEPT']),
  )
  const request = ['-s', mac, ...udp, '--ip-sport', '68', '--ip-dport', '67', '-j', 'ACCEPT']
  return standIn(ifname, [
    ['in', [request, ['-j', 'DROP']]],
    ['out', [...answers, ['-j', 'DROP']]],
  ])
}

/** Lets nothing through. */
export function commandsToDropAll(ifname: string): FilterCommand[] {
  return standIn(ifname, [
    ['in', [['-j', 'DROP']]],
    ['out', [['-j', 'DROP']]],
  ])
}

/** Chains with these rules in use; what was there before has to be gone. */
function standIn(ifname: string, chains: readonly (readonly [FrameWay, readonly string[][]])[]): FilterCommand[] {
  return [
    ...chains.map(([way]) => createRoot(ifname, way)),
    ...chains.flatMap(([way, rules]) => rules.map(rule => ebtables('-A', rootChain(ifname, way), ...rule))),
    ...chains.map(([way]) => linkRoot(ifname, way)),
    ...mayFail(chains.map(([way]) => ebtables('-E', rootChain(ifname, way), rootChain(ifname, way, 'used')))),
  ]
}
