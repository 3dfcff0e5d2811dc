// Connects to a guest's agent when the guest opens its end of the channel, and lets go when the guest closes it.
import {
  connectDomainEventAgentLifecycleReason as reasons,
  connectDomainEventAgentLifecycleState as states,
} from '../../../api/enums/domain.js'
import { log } from '../../../log/log.js'
import { messageOf } from '../../messageOf.js'
import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { AgentChannel } from './AgentChannel.js'
import { agentDevice, isAgentDevice } from './agentDevice.js'

/** Numbers of synchronizations begin anywhere below two to the power of this. */
const firstIdBits = 31

/**
 * Takes note of whether the guest has a channel open.
 * @returns whether that is news
 */
export function channelMoved(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  channel: Channel,
  open: boolean,
): boolean {
  const { target } = channel
  if (target.type !== 'virtio') return false
  const state = open ? 'connected' : 'disconnected'
  if (target.state === state) return false
  target.state = state
  if (isAgentDevice(channel)) {
    followAgent(context, domain, guest)
    tellAgent(context, domain, open, 'CHANNEL')
  }
  return true
}

/** Connects to the agent of a guest, or lets go of it, as its definition says. Never throws: a guest can do without. */
export function followAgent(context: QemuDriverContext, domain: QemuDomain, guest: Guest): void {
  const { agent, definition } = guest
  const device = agentDevice(definition)
  agent.channel?.close()
  agent.channel = undefined
  agent.failed = false
  if (device?.target.type !== 'virtio' || device.target.state !== 'connected') return
  const { source } = device
  if (source.type !== 'unix' || source.path === undefined) return
  try {
    const channel = AgentChannel.open(source.path, context.host.random.bits(firstIdBits))
    agent.channel = channel
    const hangUp = () => channel.close()
    context.stopping.addEventListener('abort', hangUp)
    void channel.closed.then(() => {
      context.stopping.removeEventListener('abort', hangUp)
      if (agent.channel !== channel) return
      agent.channel = undefined
      // Whoever else closes it is the guest or QEMU, who tell of that; a channel that ends without a word is in disorder.
      agent.failed = true
    })
  } catch (error) {
    agent.failed = true
    log.warning(
      { domain: domain.reference, error },
      `The agent of guest '${domain.name}' cannot be spoken to: ${messageOf(error)}`,
    )
  }
}

/** Tells whether the agent can be spoken to, as far as there is one. */
export function tellAgent(
  { feed }: Pick<QemuDriverContext, 'feed'>,
  domain: QemuDomain,
  open: boolean,
  reason: keyof typeof reasons,
): void {
  const state = open ? states.CONNECTED : states.DISCONNECTED
  feed.emit('domainAgentLifecycleEvent', { dom: domain, state, reason: reasons[reason] })
}
