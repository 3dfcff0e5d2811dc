// What a running guest's agent is to us: its connection, while the guest has the channel open, and how patient we are with it.
import { domainAgentResponseTimeoutValues } from '../../../api/enums/domain.js'
import type { Clock, Millis } from '../../../host/Clock.js'
import { JobLock } from '../../JobLock.js'
import type { AgentChannel } from './AgentChannel.js'

export class GuestAgent {
  /** Present while the guest has the channel open and we are connected. */
  channel: AgentChannel | undefined
  /** The channel is open, but could not be connected to. */
  failed = false
  /** Seconds to wait for answers, or one of virDomainAgentResponseTimeoutValues. */
  responseTimeout: number = domainAgentResponseTimeoutValues.DEFAULT
  #jobs: JobLock | undefined

  /** One command at a time, whatever else is done to the guest meanwhile. */
  jobs(clock: Pick<Clock, 'monotonic'>, patience: Millis): JobLock {
    return (this.#jobs ??= new JobLock(clock, { patience, of: 'agent' }))
  }
}
