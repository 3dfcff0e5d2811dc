// Owns the commands that put an interface's rules into effect.
import { ruleProtocol } from '../../model/nwfilter/ruleProtocols.js'
import { ethernetArguments } from './ethernetRule.js'
import { ebtables, type FilterCommand, mayFail, type PacketTool, packetCommand } from './FilterCommand.js'
import {
  adoptFrameChains,
  createRoot,
  type FrameWay,
  linkRoot,
  listRoots,
  removeRoots,
  removeSubChains,
  rootChain,
  subChain,
} from './frameChains.js'
import type { InstantiatedRule } from './instantiateFilter.js'
import {
  adoptPacketChains,
  createPacketChains,
  removeFinalAccept,
  removePacketChains,
  setUpSharedChains,
} from './packetChains.js'
import { packetArguments, packetPlaces } from './packetRule.js'
import { ruleCombinations } from './variableCombinations.js'

const packetTools: readonly PacketTool[] = ['iptables', 'ip6tables']

/**
 * Commands that build the interface's new chains and lead to them. The chains in use stay; once all commands worked,
 * `commandsToAdopt` replaces them.
 *
 * @throws LibvirtError INTERNAL_ERROR for variables without values and for rules that the tools cannot express.
 */
export function commandsToBuild(ifname: string, rules: readonly InstantiatedRule[]): FilterCommand[] {
  const sorted = [...rules].sort(byChainAndPriority)
  const frames = sorted.filter(rule => toolOf(rule) === 'ebtables')
  const ways = (['in', 'out'] as const).filter(way => frames.some(rule => waysOf(rule).includes(way)))
  const roots = removeRoots(ifname, 'new')
  return [
    ...roots.unlink,
    ...listRoots(ifname, 'new'),
    ...roots.remove,
    ...ways.map(way => createRoot(ifname, way)),
    ...frameRules(ifname, frames, ways),
    ...packetTools.flatMap(tool => packetRules(tool, ifname, sorted)),
    ...ways.map(way => linkRoot(ifname, way)),
  ]
}

/** Commands that replace the chains in use by the new ones; sub chains as `listedSubChains` found them. */
export function commandsToAdopt(ifname: string, subChains: Record<'new' | 'used', readonly string[]>): FilterCommand[] {
  const roots = removeRoots(ifname, 'used')
  return [
    ...packetTools.flatMap(tool => [...removePacketChains(tool, ifname, 'used'), ...adoptPacketChains(tool, ifname)]),
    ...roots.unlink,
    ...removeSubChains(ifname, 'used', subChains.used),
    ...roots.remove,
    ...adoptFrameChains(ifname, subChains.new),
  ]
}

/** Commands that take all of the interface's rules in use away, or new ones that turned out not to work. */
export function commandsToRemove(
  ifname: string,
  subChains: readonly string[],
  stage: 'new' | 'used' = 'used',
): FilterCommand[] {
  const roots = removeRoots(ifname, stage)
  const final = (tool: PacketTool) => (stage === 'used' ? removeFinalAccept(tool, ifname) : [])
  return [
    ...roots.unlink,
    ...removeSubChains(ifname, stage, subChains),
    ...roots.remove,
    ...packetTools.flatMap(tool => [...final(tool), ...removePacketChains(tool, ifname, stage)]),
  ]
}

/** Rules of the first chain come first, since they are needed to make the others; then the lower priority. */
function byChainAndPriority(left: InstantiatedRule, right: InstantiatedRule): number {
  const order = Number(right.chain === 'root') - Number(left.chain === 'root')
  return order === 0 ? left.priority - right.priority : order
}

function toolOf({ rule }: InstantiatedRule): PacketTool | 'ebtables' {
  const layer = rule.protocol === undefined ? 'ethernet' : ruleProtocol(rule.protocol).layer
  return ({ ethernet: 'ebtables', ipv4: 'iptables', ipv6: 'ip6tables' } as const)[layer]
}

function waysOf({ rule }: InstantiatedRule): readonly FrameWay[] {
  const ways = { in: ['out'], out: ['in'], inout: ['in', 'out'] } as const
  return ways[rule.direction]
}

/** A chain of frames other than the first. */
interface SubChain {
  readonly way: FrameWay
  readonly name: string
  readonly priority: number
}

/** Rules about frames, each chain being made before the first rule that it comes before. */
function frameRules(ifname: string, rules: readonly InstantiatedRule[], ways: readonly FrameWay[]): FilterCommand[] {
  const waiting = subChains(rules, ways)
  const commands: FilterCommand[] = []
  for (const rule of rules) {
    while (waiting[0] && waiting[0].priority <= rule.priority) commands.push(...createSubChain(ifname, waiting.shift()))
    for (const conditions of ruleCombinations(rule.rule, rule.variables)) {
      for (const way of waysOf(rule)) {
        const reverse = way === 'in' && rule.rule.direction === 'inout'
        const chain = rule.chain === 'root' ? rootChain(ifname, way) : subChain(ifname, way, rule.chain)
        commands.push(ebtables('-A', chain, ...ethernetArguments(conditions, reverse)))
      }
    }
  }
  return [...commands, ...waiting.flatMap(each => createSubChain(ifname, each))]
}

function subChains(rules: readonly InstantiatedRule[], ways: readonly FrameWay[]): SubChain[] {
  const found = ways.flatMap(way => {
    const own = rules.filter(rule => rule.chain !== 'root' && waysOf(rule).includes(way))
    const priorities = new Map(own.map(rule => [rule.chain, rule.chainPriority]))
    return [...priorities].map(([name, priority]) => ({ way, name, priority }))
  })
  return found.sort((left, right) => left.priority - right.priority)
}

/** Frames that a chain gets, by what its name begins with. */
const chainFrames: readonly (readonly [prefix: string, match: readonly string[]])[] = [
  ['ipv4', ['-p', '0x0800']],
  ['ipv6', ['-p', '0x86dd']],
  ['arp', ['-p', '0x0806']],
  ['rarp', ['-p', '0x8035']],
  ['vlan', ['-p', '0x8100']],
  ['stp', ['-d', '01:80:c2:00:00:00']],
  ['mac', []],
]

function createSubChain(ifname: string, chain: SubChain | undefined): FilterCommand[] {
  if (!chain) return []
  const name = subChain(ifname, chain.way, chain.name)
  const match = chainFrames.find(([prefix]) => chain.name.startsWith(prefix))?.[1] ?? []
  return [
    ...mayFail([ebtables('-F', name), ebtables('-X', name)]),
    ebtables('-N', name),
    ebtables('-A', rootChain(ifname, chain.way), ...match, '-j', name),
  ]
}

function packetRules(tool: PacketTool, ifname: string, sorted: readonly InstantiatedRule[]): FilterCommand[] {
  const rules = sorted.filter(rule => toolOf(rule) === tool)
  if (rules.length === 0) return []
  return [
    ...removePacketChains(tool, ifname, 'new'),
    ...setUpSharedChains(tool),
    ...createPacketChains(tool, ifname),
    ...rules.flatMap(({ rule, variables }) =>
      ruleCombinations(rule, variables).flatMap(conditions =>
        packetPlaces(conditions).flatMap(place => {
          const args = packetArguments(conditions, place)
          return args ? [packetCommand(tool, '-A', `${place.chain}-${ifname}`, ...args)] : []
        }),
      ),
    ),
  ]
}
