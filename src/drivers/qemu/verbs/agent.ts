// Speaking to a guest's agent past everything we know of it, and how long it may take.
import { domainAgentResponseTimeoutValues } from '../../../api/enums/domain.js'
import { domainQemuAgentCommandTimeoutValues } from '../../../api/enums/qemu.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { withAgent } from '../agent/askAgent.js'
import type { PropertyValue } from '../command/CommandOption.js'
import { recordInTurn } from '../domain/moveDomain.js'
import { readMessage } from '../monitor/readMessage.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const agentVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async qemuDomainAgentCommand({ dom, cmd, timeout }, call) {
    refuseTime(timeout, domainQemuAgentCommandTimeoutValues.MIN)
    const message = readMessage(cmd)
    const name = message.field('execute').string()
    const answer = await withAgent(context, dom, 'qemuDomainAgentCommand', call, agent =>
      agent.send(name, asProperties(message.value), { timeout }),
    )
    return { result: answer?.text }
  },
  async domainAgentSetResponseTimeout({ dom, timeout }) {
    refuseTime(timeout, domainAgentResponseTimeoutValues.BLOCK)
    dom.active().guest.agent.responseTimeout = timeout
    await recordInTurn(context, dom)
    return { result: 0 }
  },
})

function refuseTime(seconds: number, least: number): void {
  if (seconds >= least) return
  const text = `guest agent timeout '${seconds}' is less than the minimum '${least}'`
  throw new LibvirtError('INVALID_ARG', text)
}

/** JSON that was read is what JSON is written from. */
function asProperties(value: unknown): PropertyValue {
  if (Array.isArray(value)) return value.map(asProperties)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asProperties(each)]))
}
