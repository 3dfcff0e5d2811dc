import { domainQemuAgentCommandTimeoutValues } from '../../../api/enums/qemu.js'
import type { CallContext } from '../../../api/Driver.js'
import { recordInTurn } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { withAgent } from './askAgent.js'

/**
 * Has the guest's own system shut down or boot again. An agent that obeys does not answer: QEMU tells.
 * @throws LibvirtError as `withAgent`, and AGENT_COMMAND_TIMEOUT when nothing happens within a minute
 */
export async function endByAgent(
  context: QemuDriverContext,
  domain: QemuDomain,
  mode: 'powerdown' | 'reboot',
  call: Pick<CallContext, 'signal'>,
): Promise<void> {
  await withAgent(context, domain, `guest-shutdown ${mode}`, call, async agent => {
    // What an earlier press of the button was meant for does not count any more: the guest boots again by itself.
    domain.active().guest.rebooting = false
    await recordInTurn(context, domain)
    await agent.send(
      'guest-shutdown',
      { execute: 'guest-shutdown', arguments: { mode } },
      {
        awaits: mode === 'reboot' ? 'RESET' : 'SHUTDOWN',
        timeout: domainQemuAgentCommandTimeoutValues.SHUTDOWN,
      },
    )
  })
}
