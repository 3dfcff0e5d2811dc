// Who decides what callers may do, for all doors of a daemon: polkit in the system, the owner in a session.
import { Guard, type Layers } from '../access/Guard.js'
import type { Authority } from '../access/Authority.js'
import { PolkitAuthority } from '../access/PolkitAuthority.js'
import { RememberingAuthority } from '../access/RememberingAuthority.js'
import type { Caller, Identity } from '../api/Caller.js'
import type { Call } from '../api/call.js'
import type { AccessDetails } from '../api/Driver.js'
import { busName } from '../bus/connection/busName.js'
import type { HostBus } from '../bus/connection/HostBus.js'
import { PolkitOnBus } from '../bus/services/PolkitOnBus.js'
import { hostBusOf } from './hostBusOf.js'
import { log } from '../log/log.js'
import type { DaemonContext } from './DaemonContext.js'

export interface Access {
  readonly guard: Guard
  readonly authority: Authority
  /** Callers who are never asked about: the owner of a session. */
  readonly trusts: (identity: Identity) => boolean
}

const byDaemon = new WeakMap<DaemonContext, Access>()

/** The one access of a daemon: what one door has learnt of polkit the other knows. */
export function accessOf(context: DaemonContext): Access {
  let access = byDaemon.get(context)
  if (!access) byDaemon.set(context, (access = createAccess(context, hostBusOf(context))))
  return access
}

/** Access as the configuration wants it. */
function createAccess({ mode, config }: Pick<DaemonContext, 'mode' | 'config'>, bus: HostBus): Access {
  const own = process.getuid?.()
  if (mode === 'session') {
    // Whoever else gets to a session's socket or bus gets nothing.
    const authority: Authority = { allows: async () => false }
    return { guard: new Guard(authority, 'either', recordChange), authority, trusts: ({ uid }) => uid === own }
  }
  const polkit = new PolkitOnBus(bus)
  const authority = new RememberingAuthority(new PolkitAuthority(polkit))
  void watch(bus, polkit, authority).catch(error => log.debug({ error }, 'polkit cannot be watched yet'))
  const layers: Layers = config.accessDrivers?.includes('polkit') ? 'both' : 'either'
  return { guard: new Guard(authority, layers, recordChange), authority, trusts: () => false }
}

/** Grants are forgotten when polkit says Changed, and with the caller who had them. */
async function watch(bus: HostBus, polkit: PolkitOnBus, authority: RememberingAuthority): Promise<void> {
  await polkit.onChanged(() => authority.forgetAll())
  await bus.whileConnected(async connection => {
    const left = { interface: busName, member: 'NameOwnerChanged', sender: busName, rest: "arg2=''" }
    await connection.subscribe(left, ([name]) => authority.forget({ busName: String(name) }))
  })
}

/** Who changed what, for those who log at level info. */
function recordChange(call: Call, details: AccessDetails, { identity }: Caller): void {
  const { domain_name: name, domain_uuid: uuid } = details
  const domain = name !== undefined && uuid !== undefined ? { name, uuid } : undefined
  const object = Object.values(details)[0]
  const on = object === undefined ? '' : ` on '${object}'`
  const who = identity.uid === undefined ? 'a caller from the network' : `uid ${identity.uid}`
  log.info({ call: call.name, object, domain, caller: identity }, `${call.api}${on} by ${who}`)
}
