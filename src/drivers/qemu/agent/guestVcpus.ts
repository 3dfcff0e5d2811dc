// CPUs as the guest's system sees them: those it uses, whatever is plugged in.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { AgentSession } from './askAgent.js'

export interface GuestVcpu {
  /** Number in the guest. */
  readonly id: number
  readonly online: boolean
  readonly mayGoOffline: boolean
}

export async function guestVcpus(agent: AgentSession): Promise<GuestVcpu[]> {
  const answer = await agent.ask('guest-get-vcpus')
  return answer.items().map(each => ({
    id: each.field('logical-id').integer(),
    online: each.field('online').boolean(),
    mayGoOffline: each.field('can-offline').value === true,
  }))
}

/**
 * Has the guest use CPUs, or not. The agent may stop at one that fails, and is asked for the rest then.
 * @throws LibvirtError INTERNAL_ERROR when it gets no further
 */
export async function switchGuestVcpus(agent: AgentSession, ids: readonly number[], online: boolean): Promise<void> {
  let left = ids
  while (left.length > 0) {
    const vcpus = left.map(id => ({ 'logical-id': id, online }))
    const done = (await agent.ask('guest-set-vcpus', { vcpus }, { lengthy: true })).integer()
    if (done <= 0) {
      throw new LibvirtError('INTERNAL_ERROR', `failed to set state of cpu ${left[0]} via guest agent`)
    }
    left = left.slice(done)
  }
}

/** Which CPUs to switch so that as many as wanted are in use. @throws LibvirtError INVALID_ARG, INTERNAL_ERROR */
export function vcpusToSwitch(vcpus: readonly GuestVcpu[], wanted: number): { ids: number[]; online: boolean } {
  if (wanted > vcpus.length) {
    throw new LibvirtError('INVALID_ARG', 'guest agent reports less cpu than requested', {
      hint: `The guest has ${vcpus.length}: plug more in first`,
    })
  }
  const online = vcpus.filter(vcpu => vcpu.online)
  if (wanted >= online.length) {
    const spare = vcpus.filter(vcpu => !vcpu.online)
    return { ids: spare.slice(0, wanted - online.length).map(({ id }) => id), online: true }
  }
  const movable = online.filter(({ mayGoOffline }) => mayGoOffline)
  const surplus = online.length - wanted
  if (movable.length < surplus) throw new LibvirtError('INTERNAL_ERROR', 'Cannot offline enough CPUs')
  return { ids: movable.slice(-surplus).map(({ id }) => id), online: false }
}
