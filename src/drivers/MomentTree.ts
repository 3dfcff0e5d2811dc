// Snapshots or checkpoints of one domain: a tree by the names of parents, and the one that is current.
import { checkParent } from '../model/snapshot/momentTree.js'

/** A snapshot or checkpoint as the tree sees it. */
export interface TreeMoment {
  readonly name: string
  /** Name of the one before; a root has none, or one that is not there any more. */
  parent: string | undefined
}

/** Groups of list flags that snapshots and checkpoints share; each names the bits of its own enumeration. */
export interface TreeFlags {
  /** ROOTS for a domain, DESCENDANTS for a moment: the same bit. */
  readonly ROOTS: number
  readonly LEAVES: number
  readonly NO_LEAVES: number
  readonly TOPOLOGICAL: number
}

export class MomentTree<T extends TreeMoment> {
  readonly #byName = new Map<string, T>()
  current: T | undefined

  get size(): number {
    return this.#byName.size
  }

  get(name: string): T | undefined {
    return this.#byName.get(name)
  }

  add(moment: T): void {
    this.#byName.set(moment.name, moment)
  }

  /** Whether a moment, known or not, may have that parent. @throws LibvirtError INVALID_ARG: not there, or it would be a cycle */
  checkParent(name: string, parent: string | undefined): void {
    checkParent(this.#byName, name, parent)
  }

  /** Takes one away; its children go to its parent. */
  delete(moment: T): void {
    for (const child of this.childrenOf(moment)) child.parent = moment.parent
    this.#byName.delete(moment.name)
    if (this.current === moment) this.current = this.parentOf(moment)
  }

  parentOf({ parent }: T): T | undefined {
    return parent === undefined ? undefined : this.#byName.get(parent)
  }

  childrenOf(moment: T | undefined): T[] {
    return [...this.#byName.values()].filter(candidate => this.parentOf(candidate) === moment)
  }

  /** Everything below, parents before children. */
  descendantsOf(moment: T | undefined): T[] {
    return this.childrenOf(moment).flatMap(child => [child, ...this.descendantsOf(child)])
  }

  /** What a list call asks for. @param from undefined for a list of the domain */
  list(from: T | undefined, flags: number, bits: TreeFlags): T[] {
    const deep = (flags & bits.ROOTS) !== 0
    // For a domain the bit narrows to roots, for a moment it widens to all below.
    const whole = from === undefined ? !deep : deep
    const found = whole ? this.descendantsOf(from) : this.childrenOf(from)
    const { LEAVES, NO_LEAVES } = bits
    const asks = flags & (LEAVES | NO_LEAVES)
    if (asks === 0 || asks === (LEAVES | NO_LEAVES)) return found
    return found.filter(moment => (this.childrenOf(moment).length === 0) === (asks === LEAVES))
  }
}
