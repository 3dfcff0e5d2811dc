// What happens when a guest has powered itself off, wants to boot again, or has crashed: QEMU stays, stopped, until this
// decides (`-no-shutdown`).
import { domainEventCrashedDetailType, domainEventResumedDetailType } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import { moveDomain } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { messageOf } from '../../messageOf.js'
import { killGuest } from './killGuest.js'

/** SeaBIOS resets the machine once or twice more by itself after a warm start; it is through with that by then. */
export const firmwareTime = 2000

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
    await resetAndGo(context, guest)
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

/** All commands at once; QEMU executes them in order. */
async function resetAndGo({ host }: QemuDriverContext, guest: Guest): Promise<void> {
  const { monitor, definition } = guest
  if (!monitor) throw new LibvirtError('INTERNAL_ERROR', 'QEMU is not connected')
  const barred = definition.lifecycle.onReboot === 'destroy'
  // Where a restart means the end of the guest, QEMU would take our own reset for one, and those of the firmware after it.
  const allowed = barred && monitor.execute('set-action', { reboot: 'reset' })
  await Promise.all([allowed, monitor.execute('system_reset'), monitor.execute('cont')])
  if (!barred) return
  host.clock
    .sleep(firmwareTime)
    .then(() => barReboot(monitor))
    .catch(error =>
      log.debug({ error }, `A restart of guest '${definition.name}' will not end it: ${messageOf(error)}`),
    )
}

/** Has QEMU treat a restart by the guest as a power-off. @throws QmpError on a QEMU before 6.0 */
export async function barReboot(monitor: QmpMonitor): Promise<void> {
  await monitor.execute('set-action', { reboot: 'shutdown' })
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
