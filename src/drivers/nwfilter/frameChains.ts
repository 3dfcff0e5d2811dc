// Owns the chains of an interface in ebtables: one for frames from the guest and one for frames to it. New ones are built
// beside those in use and take their names when they are complete.
import { ebtables, type FilterCommand, mayFail } from './FilterCommand.js'

/** `in` has what the guest sends, `out` what it gets. */
export type FrameWay = 'in' | 'out'

/** Chains that are being built, or those in use. */
export type ChainStage = 'new' | 'used'

const letters = { new: { in: 'J', out: 'P' }, used: { in: 'I', out: 'O' } } as const
const hooks = { in: ['PREROUTING', '-i'], out: ['POSTROUTING', '-o'] } as const
const ways: readonly FrameWay[] = ['in', 'out']

/** Name of the interface's first chain. */
export function rootChain(ifname: string, way: FrameWay, stage: ChainStage = 'new'): string {
  return `libvirt-${letters[stage][way]}-${ifname}`
}

/** Name of another chain of the interface's. */
export function subChain(ifname: string, way: FrameWay, name: string, stage: ChainStage = 'new'): string {
  return `${letters[stage][way]}-${ifname}-${name}`
}

/** Makes a first chain. */
export function createRoot(ifname: string, way: FrameWay): FilterCommand {
  return ebtables('-N', rootChain(ifname, way))
}

/** Sends the interface's frames through its first chain. */
export function linkRoot(ifname: string, way: FrameWay, stage: ChainStage = 'new'): FilterCommand {
  const [hook, option] = hooks[way]
  return ebtables('-A', hook, option, ifname, '-j', rootChain(ifname, way, stage))
}

/** Takes first chains away; what they lead to has to be removed by `removeSubChains`. */
export function removeRoots(ifname: string, stage: ChainStage): { unlink: FilterCommand[]; remove: FilterCommand[] } {
  const unlink = ways.map(way => {
    const [hook, option] = hooks[way]
    return ebtables('-D', hook, option, ifname, '-j', rootChain(ifname, way, stage))
  })
  const remove = ways.flatMap(way => {
    const chain = rootChain(ifname, way, stage)
    return [ebtables('-F', chain), ebtables('-X', chain)]
  })
  return { unlink: mayFail(unlink), remove: mayFail(remove) }
}

/** Commands whose output `listedSubChains` reads. */
export function listRoots(ifname: string, stage: ChainStage): FilterCommand[] {
  return mayFail(ways.map(way => ebtables('-L', rootChain(ifname, way, stage))))
}

/** Chains of the interface's that a listing jumps to. */
export function listedSubChains(listing: string, ifname: string, stage: ChainStage): string[] {
  const prefixes = ways.map(way => subChain(ifname, way, '', stage))
  const targets = [...listing.matchAll(/-j (\S+)/g)].map(([, target = '']) => target)
  return [...new Set(targets)].filter(target => prefixes.some(prefix => target.startsWith(prefix)))
}

/** Takes chains away to which only the first chains jump: these are emptied before. */
export function removeSubChains(ifname: string, stage: ChainStage, chains: readonly string[]): FilterCommand[] {
  const unlink = ways.map(way => ebtables('-F', rootChain(ifname, way, stage)))
  const empty = chains.map(chain => ebtables('-F', chain))
  return mayFail([...unlink, ...empty, ...chains.map(chain => ebtables('-X', chain))])
}

/** Gives new chains the names of those in use, which have to be gone. */
export function adoptFrameChains(ifname: string, newSubChains: readonly string[]): FilterCommand[] {
  const renames = newSubChains.flatMap(chain => {
    const way = ways.find(each => chain.startsWith(subChain(ifname, each, '')))
    if (!way) return []
    const used = subChain(ifname, way, chain.slice(subChain(ifname, way, '').length), 'used')
    return [ebtables('-F', used), ebtables('-X', used), ebtables('-E', chain, used)]
  })
  const roots = ways.map(way => ebtables('-E', rootChain(ifname, way), rootChain(ifname, way, 'used')))
  return mayFail([...renames, ...roots])
}
