// What happens when a guest has powered itself off, wants to boot again, or has crashed: QEMU stays, stopped, until this
// decides (`-no-shutdown`).
import { domainEventCrashedDetailType, domainEventResumedDetailType } from '../../../api/enums/domain.js'
import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import { moveDomain } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { killGuest } from './killGuest.js'

/**
 * Deals with a guest that has shut down, by what its definition says of that.
 * @param detail number of the SHUTDOWN event's detail
 * @param reason QEMU's ShutdownCause: `guest-shutdown`, `guest-reset`, `host-qmp-system-reset`, …
 */
export async function guestShutDown(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  detail: number,
  reason: string | undefined,
): Promise<void> {
  if (guest.ending) return
  const { onReboot, onPoweroff } = guest.definition.lifecycle
  const action = reason?.endsWith('reset') ? onReboot : onPoweroff
  if (guest.rebooting || action === 'restart') return bootAgain(context, domain, guest)
  guest.ending = 'SHUTDOWN'
  await moveDomain(context, domain, { is: 'shutdown', why: 'UNKNOWN', guest }, { event: 'SHUTDOWN', detail })
  await killGuest(context, guest, { ending: 'SHUTDOWN' })
}

/** Boots the guest once more in the QEMU it has. One that cannot be is ended. */
async function bootAgain(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  guest.rebooting = true
  try {
    // Both at once; QEMU executes them in order.
    await Promise.all([guest.monitor?.execute('system_reset'), guest.monitor?.execute('cont')])
    context.feed.emit('domainRebootEvent', { dom: domain })
    if (domain.state.is !== 'running') {
      const lifecycle = { event: 'RESUMED', detail: domainEventResumedDetailType.UNPAUSED } as const
      await moveDomain(context, domain, { is: 'running', why: 'CRASHED', guest }, lifecycle)
    }
  } catch (error) {
    log.error({ domain: domain.reference, error }, `Guest '${domain.name}' could not boot again and is ended`)
    await killGuest(context, guest, { ending: 'FAILED' })
  } finally {
    guest.rebooting = false
  }
}

/** Deals with a guest whose kernel has crashed. */
export async function guestPanicked(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  if (guest.ending) return
  const { onCrash } = guest.definition.lifecycle
  log.error(
    { domain: domain.reference },
    `The operating system of guest '${domain.name}' has crashed; on_crash says ${onCrash}`,
  )
  const lifecycle = { event: 'CRASHED', detail: domainEventCrashedDetailType.PANICKED } as const
  await moveDomain(context, domain, { is: 'crashed', why: 'PANICKED', guest }, lifecycle)
  if (onCrash === 'preserve') return
  if (onCrash === 'restart' || onCrash === 'coredump-restart') return bootAgain(context, domain, guest)
  await killGuest(context, guest, { ending: 'FAILED' })
}
