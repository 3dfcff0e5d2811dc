// What is answered from memory, without waiting for a job.
import { domainControlErrorReason, domainControlState, domainVcpuFlags } from '../../../api/enums/domain.js'
import { processStat } from '../../../host/RunningProcess.js'
import { asked } from '../../domainSettings/impact.js'
import { maximumVcpus, onlineVcpus } from '../../domainSettings/vcpuCount.js'
import { nanosecondsPerTick } from '../statistics/vcpuFigures.js'
import { withAgent } from '../agent/askAgent.js'
import { guestVcpus } from '../agent/guestVcpus.js'
import { stateNumbers } from '../domain/DomainState.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** CPU time of a running guest in nanoseconds; 0 while it is off. */
async function cpuTime({ guest }: QemuDomain): Promise<bigint> {
  const stat = guest && (await processStat(guest.process.pid))
  return stat ? (stat.userTime + stat.systemTime) * nanosecondsPerTick : 0n
}

const asInt = (claim: boolean): number => (claim ? 1 : 0)

export const queryVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetState: ({ dom }) => stateNumbers(dom.state),
  async domainGetInfo({ dom }) {
    const { memory } = dom.definition
    return {
      state: stateNumbers(dom.state).state,
      maxMem: BigInt(memory.total),
      memory: BigInt(memory.current),
      nrVirtCpu: onlineVcpus(dom.definition),
      cpuTime: await cpuTime(dom),
    }
  },
  domainGetOsType: ({ dom }) => ({ type: dom.definition.os.type }),
  domainGetMaxMemory: ({ dom }) => ({ memory: BigInt(dom.definition.memory.total) }),
  domainGetMaxVcpus: ({ dom }) => ({ num: maximumVcpus(dom.definition) }),
  async domainGetVcpusFlags({ dom, flags }, call) {
    if (flags & domainVcpuFlags.GUEST) {
      const vcpus = await withAgent(context, dom, 'domainGetVcpusFlags', call, guestVcpus)
      return { num: (flags & domainVcpuFlags.MAXIMUM ? vcpus : vcpus.filter(({ online }) => online)).length }
    }
    const definition = asked(dom.definitions, flags & ~domainVcpuFlags.MAXIMUM)
    return { num: flags & domainVcpuFlags.MAXIMUM ? maximumVcpus(definition) : onlineVcpus(definition) }
  },
  domainIsActive: ({ dom }) => ({ active: asInt(dom.guest !== undefined) }),
  domainIsPersistent: ({ dom }) => ({ persistent: asInt(dom.isPersistent) }),
  domainIsUpdated: ({ dom }) => ({ updated: asInt(dom.updated) }),
  domainHasManagedSaveImage: ({ dom }) => ({ result: asInt(dom.managedSave) }),
  // No mandatory access control (see nodeGetSecurityModel): nothing is enforced.
  domainGetSecurityLabel: () => ({ label: '', enforcing: 0 }),
  domainGetSecurityLabelList: ({ dom }) => {
    const labels =
      dom.guest && context.user ? [{ label: `+${context.user.uid}:+${context.user.gid}`, enforcing: 0 }] : []
    return { labels, ret: labels.length }
  },
  domainGetControlInfo({ dom }) {
    const { monitor } = dom.active().guest
    const { NONE, MONITOR } = domainControlErrorReason
    const now = context.host.clock.monotonic()
    if (monitor?.hungSince !== undefined) {
      return { state: domainControlState.ERROR, details: MONITOR, stateTime: milliseconds(now - monitor.hungSince) }
    }
    const { holder } = dom.jobs
    if (!holder) return { state: domainControlState.OK, details: NONE, stateTime: 0n }
    return { state: domainControlState.JOB, details: NONE, stateTime: milliseconds(now - holder.since) }
  },
})

function milliseconds(time: number): bigint {
  return BigInt(Math.max(0, Math.round(time)))
}
