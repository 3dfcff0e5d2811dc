// The one way a domain's state changes: in memory, then on disk, then told. Moves of one domain are told in the order in
// which they happened.
import type { domainEventType } from '../../../api/enums/domain.js'
import { domainEventType as eventNumbers } from '../../../api/enums/domain.js'
import { log } from '../../../log/log.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { GuestStatus } from '../state/GuestStatus.js'
import type { ActiveState, DomainState } from './DomainState.js'
import type { QemuDomain } from './QemuDomain.js'

/** A lifecycle event: its type, and the number of its detail in the type's own enumeration. */
export interface Lifecycle {
  readonly event: keyof typeof domainEventType
  readonly detail: number
}

/** Answers of a domain that follow its state; those that say whether it runs, only when that changed. */
const always = ['domainGetState', 'domainGetInfo', 'domainGetControlInfo'] as const
const onActivity = ['domainIsActive', 'domainGetXmlDesc', 'domainLookupById'] as const

/**
 * Moves a domain to another state. Resolves when the state is on disk and the events have been told; whoever asks for the
 * state sees the new one at once. A status file that cannot be written is logged: the guest is there all the same.
 */
export function moveDomain(
  context: QemuDriverContext,
  domain: QemuDomain,
  next: DomainState,
  ...lifecycle: readonly Lifecycle[]
): Promise<void> {
  const before = domain.state
  domain.state = next
  const wasActive = before.is !== 'shutoff'
  const isActive = next.is !== 'shutoff'
  domain.written = domain.written.then(async () => {
    await recordStatus(context, domain)
    for (const { event, detail } of lifecycle) {
      context.feed.emit('domainLifecycleEvent', { dom: domain, event: eventNumbers[event], detail })
    }
    context.feed.change('changed', domain, wasActive === isActive ? always : [...always, ...onActivity])
  })
  return domain.written
}

/** Writes what is true now, which may be newer than the move that asked for it. */
export async function recordStatus(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  try {
    if (domain.state.is === 'shutoff') await context.statuses.remove(domain.name)
    else await context.statuses.save(domain.name, statusOf(domain.state))
  } catch (error) {
    log.error({ domain: domain.reference, error }, `The state of guest '${domain.name}' could not be recorded`)
  }
}

/** Writes what is true when everything has been written that was to be before, so that nothing older comes after it. */
export function recordInTurn(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  domain.written = domain.written.then(() => recordStatus(context, domain))
  return domain.written
}

/** What is to be recorded of a domain that runs. */
function statusOf(state: ActiveState): GuestStatus {
  const { process, places, vcpuThreads, rebooting, scope, saving, owners, flags, definition, agent } = state.guest
  const { responseTimeout: agentTimeout } = agent
  return {
    activity: state,
    process,
    ...places,
    vcpuThreads,
    rebooting,
    agentTimeout,
    scope,
    saving,
    owners,
    flags,
    definition,
  }
}
