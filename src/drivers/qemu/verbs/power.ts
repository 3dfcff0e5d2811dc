// Buttons of a running guest, and its CPUs' switch.
import { domainRebootFlagValues, domainShutdownFlagValues } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const powerVerbs = (context: QemuDriverContext): QemuVerbs => {
  /** Runs work as the domain's job; it must run by then. */
  const job = (name: string, dom: QemuDomain, call: CallContext, work: () => Promise<void>) =>
    dom.jobs.run(
      name,
      () => {
        dom.active()
        return work()
      },
      call,
    )
  return {
    domainShutdown: ({ dom }, call) => job('domainShutdown', dom, call, () => pressPower(context, dom, false)),
    domainShutdownFlags: ({ dom, flags }, call) =>
      job('domainShutdown', dom, call, () => {
        if (flags === domainShutdownFlagValues.GUEST_AGENT) throw noAgent()
        return pressPower(context, dom, false)
      }),
    domainReboot: ({ dom, flags }, call) =>
      job('domainReboot', dom, call, () => {
        if (flags === domainRebootFlagValues.GUEST_AGENT) throw noAgent()
        return pressPower(context, dom, dom.definition.lifecycle.onReboot !== 'destroy')
      }),
    domainReset: ({ dom }, call) =>
      job('domainReset', dom, call, async () => void (await dom.monitor().execute('system_reset'))),
    domainInjectNmi: ({ dom }, call) =>
      job('domainInjectNmi', dom, call, async () => void (await dom.monitor().execute('inject-nmi'))),
    domainPmWakeup: ({ dom }, call) =>
      job('domainPmWakeup', dom, call, async () => void (await dom.monitor().execute('system_wakeup'))),
    domainSuspend: ({ dom }, call) => job('domainSuspend', dom, call, () => suspend(dom)),
    domainResume: ({ dom }, call) => job('domainResume', dom, call, () => resume(dom)),
  }
}

/** The guest decides what it does about the button; QEMU tells when it has. */
async function pressPower(context: QemuDriverContext, domain: QemuDomain, rebooting: boolean): Promise<void> {
  const monitor = domain.monitor()
  const { guest } = domain.active()
  guest.rebooting = rebooting
  await recordStatus(context, domain)
  await monitor.execute('system_powerdown')
}

function noAgent(): LibvirtError {
  return new LibvirtError('ARGUMENT_UNSUPPORTED', 'QEMU guest agent is not configured')
}

/** QEMU's STOP event, which comes before the answer, moves the state. */
async function suspend(domain: QemuDomain): Promise<void> {
  const { is, guest } = domain.active()
  if (is === 'pmsuspended') throw new LibvirtError('OPERATION_INVALID', 'domain is pmsuspended')
  if (is !== 'running') return
  guest.pauseReason = 'USER'
  await domain.monitor().execute('stop')
  await domain.written
}

/** QEMU's RESUME event, which comes before the answer, moves the state. */
async function resume(domain: QemuDomain): Promise<void> {
  const { is } = domain.active()
  if (is === 'pmsuspended') throw new LibvirtError('OPERATION_INVALID', 'domain is pmsuspended')
  if (is === 'running') throw new LibvirtError('OPERATION_INVALID', 'domain is already running')
  await domain.monitor().execute('cont')
  await domain.written
}
