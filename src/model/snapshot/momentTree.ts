// Owns how the snapshots of a domain, or its checkpoints, descend from each other.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Moment } from './Moment.js'

/** Moments by name. A parent that is not among them counts as none. */
export type Moments = ReadonlyMap<string, Pick<Moment, 'parent'>>

/** Names of the moments right after the given one, or of the first ones. */
export function childrenOf(moments: Moments, name: string | undefined): string[] {
  return [...moments].flatMap(([child, { parent }]) => {
    const known = parent !== undefined && moments.has(parent) ? parent : undefined
    return known === name ? [child] : []
  })
}

/** Names of all moments after the given one, parents before their children. */
export function descendantsOf(moments: Moments, name: string | undefined): string[] {
  const found: string[] = []
  // A circle in files that somebody changed must not keep us here.
  const seen = new Set<string | undefined>([name])
  const waiting: (string | undefined)[] = [name]
  for (const next of waiting) {
    for (const child of childrenOf(moments, next)) {
      if (seen.has(child)) continue
      seen.add(child)
      found.push(child)
      waiting.push(child)
    }
  }
  return found
}

/** The moment's parent must be there and must not descend from it. @throws LibvirtError INVALID_ARG */
export function checkParent(moments: Moments, name: string, parent: string | undefined): void {
  if (parent === undefined) return
  const refuse = (detail: string) => new LibvirtError('INVALID_ARG', detail)
  if (parent === name) throw refuse(`cannot set moment ${name} as its own parent`)
  if (!moments.has(parent)) throw refuse(`parent ${parent} for moment ${name} not found`)
  if (descendantsOf(moments, name).includes(parent)) throw refuse(`parent ${parent} would create cycle to ${name}`)
}
