// Buttons of a running guest, and its CPUs' switch.
import { domainShutdownFlagValues } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { endByAgent } from '../agent/endByAgent.js'
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
  const shutDown = (dom: QemuDomain, flags: number, call: CallContext) => {
    const again = dom.active().guest.definition.lifecycle.onPoweroff === 'restart'
    const press = () => job('domainShutdown', dom, call, () => pressPower(context, dom, again))
    return byAgentOrButton(dom, flags, () => endByAgent(context, dom, again ? 'reboot' : 'powerdown', call), press)
  }
  return {
    domainShutdown: ({ dom }, call) => shutDown(dom, 0, call),
    domainShutdownFlags: ({ dom, flags }, call) => shutDown(dom, flags, call),
    domainReboot: ({ dom, flags }, call) => {
      const press = () =>
        job('domainReboot', dom, call, () => pressPower(context, dom, dom.definition.lifecycle.onReboot !== 'destroy'))
      return byAgentOrButton(dom, flags, () => endByAgent(context, dom, 'reboot', call), press)
    },
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

/** Flags of shutting down and rebooting have the same values. */
const { GUEST_AGENT, ACPI_POWER_BTN } = domainShutdownFlagValues

/** Without flags the agent is preferred where there is one; the button follows unless only the agent was asked for. */
async function byAgentOrButton(
  domain: QemuDomain,
  flags: number,
  askAgent: () => Promise<void>,
  press: () => Promise<void>,
): Promise<void> {
  const { guest } = domain.active()
  const asked = (flags & GUEST_AGENT) !== 0
  if (!asked && (flags !== 0 || !guest.agent.channel)) return press()
  try {
    await askAgent()
  } catch (error) {
    if (asked && !(flags & ACPI_POWER_BTN)) throw error
    // It may have gone all the same.
    if (domain.guest === guest) await press()
  }
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
