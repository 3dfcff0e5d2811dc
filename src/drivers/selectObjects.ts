/** What the filters of list calls ask about a network or pool. */
export interface ObjectFacts {
  readonly active: boolean
  readonly persistent: boolean
  readonly autostart: boolean
}
/** The bits that ask for it; networks and pools number them differently from domains. */
export interface ObjectFilterFlags {
  readonly ACTIVE: number
  readonly INACTIVE: number
  readonly PERSISTENT: number
  readonly TRANSIENT: number
  readonly AUTOSTART: number
  readonly NO_AUTOSTART: number
}

/** Whether an object passes the filter groups: within a group either may hold, a group nobody named asks nothing. */
export function passesFilter(facts: ObjectFacts, flags: number, bits: ObjectFilterFlags): boolean {
  const group = (yes: number, no: number, claim: boolean) =>
    (flags & (yes | no)) === 0 || (flags & (claim ? yes : no)) !== 0
  return (
    group(bits.ACTIVE, bits.INACTIVE, facts.active) &&
    group(bits.PERSISTENT, bits.TRANSIENT, facts.persistent) &&
    group(bits.AUTOSTART, bits.NO_AUTOSTART, facts.autostart)
  )
}
