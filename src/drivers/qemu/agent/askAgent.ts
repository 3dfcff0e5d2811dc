// The road to a guest's agent for everything that is asked of it.
import { domainAgentResponseTimeoutValues } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Millis } from '../../../host/Clock.js'
import type { Properties, PropertyValue } from '../command/CommandOption.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { AgentAnswer, AgentChannel, Aftermath } from './AgentChannel.js'
import { agentDevice } from './agentDevice.js'

const { BLOCK, DEFAULT } = domainAgentResponseTimeoutValues

export interface AskOptions {
  /**
   * The guest may need long for it, and must not be left half done: without a time of the administrator's it is waited for
   * as long as the caller and the guest do.
   */
  readonly lengthy?: boolean
  /** Seconds, or one of virDomainAgentResponseTimeoutValues; overrules the guest's. */
  readonly timeout?: number
  readonly awaits?: Aftermath
}

/** A turn with the agent of one guest. */
export interface AgentSession {
  /** @throws as `AgentChannel.execute` */
  ask(execute: string, args?: Properties, options?: AskOptions): Promise<JsonReader>
  /** The same for a message that is complete, and with the whole answer; undefined when what it `awaits` has happened. */
  send(name: string, message: PropertyValue, options?: AskOptions): Promise<AgentAnswer | undefined>
}

/**
 * The channel to the agent of a domain that runs.
 * @throws LibvirtError OPERATION_INVALID when it does not run, AGENT_UNRESPONSIVE when its agent is not connected,
 * ARGUMENT_UNSUPPORTED when it has no channel for one
 */
export function agentOf(domain: QemuDomain): AgentChannel {
  const { is, guest } = domain.active()
  if (is !== 'running') throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
  const { agent, definition } = guest
  if (agent.channel) return agent.channel
  if (!agentDevice(definition)) {
    throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'QEMU guest agent is not configured', {
      hint: "The guest needs <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
    })
  }
  if (agent.failed) {
    throw new LibvirtError('AGENT_UNRESPONSIVE', 'QEMU guest agent is not available due to an error')
  }
  throw new LibvirtError('AGENT_UNRESPONSIVE', 'QEMU guest agent is not connected', {
    hint: 'It is not installed in the guest, not running there, or the guest is still booting',
  })
}

/**
 * Works with the agent of a domain when it is our turn; other changes of the domain neither wait for that nor hold it up.
 * @param name of the call, as errors show it
 * @throws LibvirtError as `agentOf`, OPERATION_TIMEOUT when the turn does not come, and whatever the work throws
 */
export async function withAgent<T>(
  { host, timeouts }: Pick<QemuDriverContext, 'host' | 'timeouts'>,
  domain: QemuDomain,
  name: string,
  call: Pick<CallContext, 'signal'>,
  work: (agent: AgentSession) => Promise<T>,
): Promise<T> {
  agentOf(domain)
  const { agent } = domain.active().guest
  return agent.jobs(host.clock, timeouts.job).run(name, () => work(session()), call)

  function session(): AgentSession {
    const send: AgentSession['send'] = async (name, message, options = {}) => {
      const channel = agentOf(domain)
      const { timeout = agent.responseTimeout, lengthy = false, awaits } = options
      const deadline = patience(timeout, timeouts.agent, lengthy)
      // A guest that listens answers at once, however long the command itself may take.
      const syncDeadline = Math.min(patience(agent.responseTimeout, timeouts.agent, false), timeouts.agent)
      // Nobody waits any longer when the caller has left: the channel must not be held for them.
      const leave = () => channel.giveUp(new LibvirtError('OPERATION_ABORTED', 'the caller has left'))
      call.signal.addEventListener('abort', leave)
      try {
        return await channel.execute({ name, message, deadline, syncDeadline, awaits })
      } finally {
        call.signal.removeEventListener('abort', leave)
      }
    }
    return {
      send,
      async ask(execute, args, options) {
        const message = args ? { execute, arguments: args } : { execute }
        const answer = await send(execute, message, options)
        if (!answer) throw new TypeError(`${execute} has an aftermath instead of an answer`)
        return answer.value
      },
    }
  }
}

/** @param seconds virDomainAgentResponseTimeoutValues */
function patience(seconds: number, usual: Millis, lengthy: boolean): Millis {
  if (seconds === BLOCK) return Infinity
  if (seconds === DEFAULT) return lengthy ? Infinity : usual
  return seconds * 1000
}
