import { connectListAllDomainsFlags as list, domainState } from '../api/enums/domain.js'

/** What the flags of connectListAllDomains can ask about a domain. */
export interface DomainFacts {
  readonly active: boolean
  readonly persistent: boolean
  /** virDomainState. */
  readonly state: number
  readonly managedSave: boolean
  readonly autostart: boolean
  readonly snapshots: boolean
  readonly checkpoints: boolean
}

type Claim = (facts: DomainFacts) => boolean
const named: readonly number[] = [domainState.RUNNING, domainState.PAUSED, domainState.SHUTOFF]

/** Flags in groups: within a group any may hold, and every group that was named must (libvirt's virConnectListAllDomains). */
const groups: readonly (readonly [flag: number, claim: Claim])[][] = [
  [
    [list.ACTIVE, ({ active }) => active],
    [list.INACTIVE, ({ active }) => !active],
  ],
  [
    [list.PERSISTENT, ({ persistent }) => persistent],
    [list.TRANSIENT, ({ persistent }) => !persistent],
  ],
  [
    [list.RUNNING, ({ state }) => state === domainState.RUNNING],
    [list.PAUSED, ({ state }) => state === domainState.PAUSED],
    [list.SHUTOFF, ({ state }) => state === domainState.SHUTOFF],
    [list.OTHER, ({ state }) => !named.includes(state)],
  ],
  [
    [list.MANAGEDSAVE, ({ managedSave }) => managedSave],
    [list.NO_MANAGEDSAVE, ({ managedSave }) => !managedSave],
  ],
  [
    [list.AUTOSTART, ({ autostart }) => autostart],
    [list.NO_AUTOSTART, ({ autostart }) => !autostart],
  ],
  [
    [list.HAS_SNAPSHOT, ({ snapshots }) => snapshots],
    [list.NO_SNAPSHOT, ({ snapshots }) => !snapshots],
  ],
  [
    [list.HAS_CHECKPOINT, ({ checkpoints }) => checkpoints],
    [list.NO_CHECKPOINT, ({ checkpoints }) => !checkpoints],
  ],
]

/** The domains that connectListAllDomains' flags ask for; no flags ask for all. */
export function selectDomains<T>(domains: Iterable<T>, factsOf: (domain: T) => DomainFacts, flags: number): T[] {
  const asked = groups
    .map(group => group.filter(([flag]) => (flags & flag) !== 0).map(([, claim]) => claim))
    .filter(claims => claims.length > 0)
  if (asked.length === 0) return [...domains]
  const selected: T[] = []
  for (const domain of domains) {
    const facts = factsOf(domain)
    if (asked.every(claims => claims.some(claim => claim(facts)))) selected.push(domain)
  }
  return selected
}
