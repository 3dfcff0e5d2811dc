// Owns the typed form of a network filter's document.
import type { FilterRule } from './FilterRule.js'
import type { FilterReference } from './FilterVariable.js'

export type FilterEntry = { readonly rule: FilterRule } | { readonly reference: FilterReference }

export interface Filter {
  readonly name: string
  readonly uuid: string
  /** `root`, or a name that begins with the protocol whose frames it gets. */
  readonly chain: string
  /** From -1000 to 1000; lower chains are passed first. */
  readonly chainPriority: number
  /** Rules and references in document order. */
  readonly entries: readonly FilterEntry[]
}

/** What the name of a chain may begin with, and the priority of such chains when none is given. */
export const chainPrefixes: Readonly<Record<string, number>> = {
  mac: -800,
  vlan: -750,
  stp: 0,
  arp: -500,
  rarp: -400,
  ipv4: -700,
  ipv6: -600,
}
