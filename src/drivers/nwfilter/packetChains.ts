// Owns the chains of iptables and ip6tables: those that all interfaces share, and the three of each interface.
import { type FilterCommand, mayFail, type PacketTool, packetCommand } from './FilterCommand.js'
import type { ChainStage } from './frameChains.js'

/** Shared chains and the built-in ones that lead to them. */
const sharedHooks = [
  ['FORWARD', 'libvirt-in'],
  ['FORWARD', 'libvirt-out'],
  ['FORWARD', 'libvirt-in-post'],
  ['INPUT', 'libvirt-host-in'],
] as const
const sharedChains = ['libvirt-in', 'libvirt-out', 'libvirt-in-post', 'libvirt-host-in']

/** The interface's chains; packets to it, from it, and from it to the host. */
const ownChains = [
  { new: 'FP', used: 'FO', shared: 'libvirt-out', device: '--physdev-out' },
  { new: 'FJ', used: 'FI', shared: 'libvirt-in', device: '--physdev-in' },
  { new: 'HJ', used: 'HI', shared: 'libvirt-host-in', device: '--physdev-in' },
] as const
type OwnChain = (typeof ownChains)[number]

/** Command about the rule that leads from the shared chain to the interface's. */
function link(
  tool: PacketTool,
  command: '-A' | '-D',
  chain: OwnChain,
  ifname: string,
  stage: ChainStage,
  bridged: boolean,
) {
  const device = ['-m', 'physdev', ...(bridged ? ['--physdev-is-bridged'] : []), chain.device, ifname]
  return packetCommand(tool, command, chain.shared, ...device, '-g', `${chain[stage]}-${ifname}`)
}

/** Takes the interface's chains away. */
export function removePacketChains(tool: PacketTool, ifname: string, stage: ChainStage): FilterCommand[] {
  const unlink = ownChains.flatMap(chain => {
    // Versions of old did not ask whether the packet is bridged.
    const old = link(tool, '-D', chain, ifname, stage, false)
    return chain.device === '--physdev-out' ? [link(tool, '-D', chain, ifname, stage, true), old] : [old]
  })
  const remove = ownChains.flatMap(chain => {
    const name = `${chain[stage]}-${ifname}`
    return [packetCommand(tool, '-F', name), packetCommand(tool, '-X', name)]
  })
  return mayFail([...unlink, ...remove])
}

/** Makes sure of the shared chains, and that they are the first ones of the built-in chains. */
export function setUpSharedChains(tool: PacketTool): FilterCommand[] {
  const create = sharedChains.map(chain => packetCommand(tool, '-N', chain))
  const unhook = sharedHooks.map(([hook, chain]) => packetCommand(tool, '-D', hook, '-j', chain))
  const hook = sharedHooks.map(([builtIn, chain], index) => {
    const position = builtIn === 'FORWARD' ? index + 1 : 1
    return packetCommand(tool, '-I', builtIn, String(position), '-j', chain)
  })
  return [...mayFail([...create, ...unhook]), ...hook]
}

/** Makes the interface's new chains and leads its packets there; what they do not decide is accepted. */
export function createPacketChains(tool: PacketTool, ifname: string): FilterCommand[] {
  return [
    ...ownChains.map(chain => packetCommand(tool, '-N', `${chain.new}-${ifname}`)),
    ...ownChains.map(chain => link(tool, '-A', chain, ifname, 'new', chain.device === '--physdev-out')),
    ...removeFinalAccept(tool, ifname),
    finalAccept(tool, '-A', ifname),
  ]
}

function finalAccept(tool: PacketTool, command: '-A' | '-D', ifname: string): FilterCommand {
  return packetCommand(tool, command, 'libvirt-in-post', '-m', 'physdev', '--physdev-in', ifname, '-j', 'ACCEPT')
}

/** No longer accepts what the interface's chains did not decide. */
export function removeFinalAccept(tool: PacketTool, ifname: string): FilterCommand[] {
  return mayFail([finalAccept(tool, '-D', ifname)])
}

/** Gives new chains the names of those in use, which have to be gone. */
export function adoptPacketChains(tool: PacketTool, ifname: string): FilterCommand[] {
  return mayFail(ownChains.map(chain => packetCommand(tool, '-E', `${chain.new}-${ifname}`, `${chain.used}-${ifname}`)))
}
