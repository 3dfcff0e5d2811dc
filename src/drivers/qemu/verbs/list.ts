// Lists with libvirt's filters: flags of one group are alternatives, groups narrow each other.
import { connectListAllDomainsFlags as flag } from '../../../api/enums/domain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

type Filter = (domain: QemuDomain, context: QemuDriverContext) => boolean

const isActive: Filter = domain => domain.state.is !== 'shutoff'
const isOther: Filter = ({ state: { is } }) => is !== 'running' && is !== 'paused' && is !== 'shutoff'
const hasManagedSave: Filter = () => false
/** Neither snapshots nor checkpoints are kept yet, so that no domain has any. */
const never: Filter = () => false
const not =
  (filter: Filter): Filter =>
  (domain, context) =>
    !filter(domain, context)

const groups: readonly (readonly (readonly [number, Filter])[])[] = [
  [
    [flag.ACTIVE, isActive],
    [flag.INACTIVE, not(isActive)],
  ],
  [
    [flag.PERSISTENT, domain => domain.persistent !== undefined],
    [flag.TRANSIENT, domain => domain.persistent === undefined],
  ],
  [
    [flag.RUNNING, ({ state }) => state.is === 'running'],
    [flag.PAUSED, ({ state }) => state.is === 'paused'],
    [flag.SHUTOFF, ({ state }) => state.is === 'shutoff'],
    [flag.OTHER, isOther],
  ],
  [
    [flag.MANAGEDSAVE, hasManagedSave],
    [flag.NO_MANAGEDSAVE, not(hasManagedSave)],
  ],
  [
    [flag.AUTOSTART, ({ autostart }) => autostart],
    [flag.NO_AUTOSTART, ({ autostart }) => !autostart],
  ],
  [
    [flag.HAS_SNAPSHOT, never],
    [flag.NO_SNAPSHOT, not(never)],
  ],
  [
    [flag.HAS_CHECKPOINT, never],
    [flag.NO_CHECKPOINT, not(never)],
  ],
]

/** The domains that pass the filters in `flags`. */
export function filteredDomains(context: QemuDriverContext, flags: number): QemuDomain[] {
  const asked = groups
    .map(group => group.filter(([bit]) => (flags & bit) !== 0).map(([, filter]) => filter))
    .filter(group => group.length > 0)
  return [...context.domains].filter(domain => asked.every(group => group.some(filter => filter(domain, context))))
}

export const listVerbs = (context: QemuDriverContext): QemuVerbs => ({
  connectListAllDomains: ({ flags }) => {
    const domains = filteredDomains(context, flags)
    return { domains, ret: domains.length }
  },
})
