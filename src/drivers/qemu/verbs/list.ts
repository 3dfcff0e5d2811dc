import { selectDomains, type DomainFacts } from '../../selectDomains.js'
import { stateNumbers } from '../domain/DomainState.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** What lists can ask about a domain. Checkpoints are not kept yet. */
export function factsOf(domain: QemuDomain): DomainFacts {
  return {
    active: domain.guest !== undefined,
    persistent: domain.isPersistent,
    state: stateNumbers(domain.state).state,
    managedSave: domain.managedSave,
    autostart: domain.autostart,
    snapshots: domain.snapshotCount > 0,
    checkpoints: false,
  }
}

export const listVerbs = ({ domains }: QemuDriverContext): QemuVerbs => ({
  connectListAllDomains: ({ flags }) => {
    const selected = selectDomains(domains, factsOf, flags)
    return { domains: selected, ret: selected.length }
  },
})
