// States, figures and progress.
import * as calls from '../../api/calls/index.js'
import { parametersToEntries } from '../values/typedParameters.js'
import { type DomainMethods, found } from './domainSelf.js'

const mostMemoryStats = calls.domainMemoryStats.ret.stats.max

export const domainStatistics = {
  GetControlInfo: async (call, flags) => {
    const { state, details, stateTime } = await call.perform(calls.domainGetControlInfo, { dom: call.self, flags })
    return [state, details, stateTime]
  },
  GetJobInfo: async call => {
    const job = await call.perform(calls.domainGetJobInfo, { dom: call.self })
    return [
      job.type,
      job.timeElapsed,
      job.timeRemaining,
      job.dataTotal,
      job.dataProcessed,
      job.dataRemaining,
      job.memTotal,
      job.memProcessed,
      job.memRemaining,
      job.fileTotal,
      job.fileProcessed,
      job.fileRemaining,
    ]
  },
  GetJobStats: async (call, flags) => {
    const { type, params } = await call.perform(calls.domainGetJobStats, { dom: call.self, flags })
    return [type, parametersToEntries(params)]
  },
  GetSecurityLabelList: async call => {
    const { labels } = await call.perform(calls.domainGetSecurityLabelList, { dom: call.self })
    return labels.map(({ label, enforcing }) => [label, enforcing !== 0])
  },
  GetState: async (call, flags) => {
    const { state, reason } = await call.perform(calls.domainGetState, { dom: call.self, flags })
    return [state, reason]
  },
  GetStats: async (call, stats, flags) => {
    const doms = [await found(call)]
    const { retStats } = await call.perform(calls.connectGetAllDomainStats, { doms, stats, flags })
    return parametersToEntries(retStats[0]?.params ?? [])
  },
  MemoryStats: async (call, flags) => {
    const { stats } = await call.perform(calls.domainMemoryStats, { dom: call.self, maxStats: mostMemoryStats, flags })
    return stats.map(({ tag, val }) => [tag, val])
  },
} satisfies Partial<DomainMethods>
