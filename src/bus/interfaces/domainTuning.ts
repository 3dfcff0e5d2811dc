// Memory, scheduling, NUMA and performance events.
import * as calls from '../../api/calls/index.js'
import { parametersFromEntries, parametersToEntries } from '../values/typedParameters.js'
import type { DomainMethods } from './domainSelf.js'

const mostMemoryParameters = calls.domainGetMemoryParameters.ret.params.max
const mostNumaParameters = calls.domainGetNumaParameters.ret.params.max
const mostSchedulerParameters = calls.domainGetSchedulerParametersFlags.ret.params.max

export const domainTuning = {
  GetMemoryParameters: async (call, flags) => {
    const args = { dom: call.self, nparams: mostMemoryParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetMemoryParameters, args)).params)
  },
  GetNumaParameters: async (call, flags) => {
    const args = { dom: call.self, nparams: mostNumaParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetNumaParameters, args)).params)
  },
  GetPerfEvents: async (call, flags) =>
    parametersToEntries((await call.perform(calls.domainGetPerfEvents, { dom: call.self, flags })).params),
  GetSchedulerParameters: async (call, flags) => {
    const args = { dom: call.self, nparams: mostSchedulerParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetSchedulerParametersFlags, args)).params)
  },
  SetMemory: (call, memory, flags) => call.perform(calls.domainSetMemoryFlags, { dom: call.self, memory, flags }),
  SetMemoryParameters: (call, params, flags) =>
    call.perform(calls.domainSetMemoryParameters, { dom: call.self, params: parametersFromEntries(params), flags }),
  SetMemoryStatsPeriod: (call, period, flags) =>
    call.perform(calls.domainSetMemoryStatsPeriod, { dom: call.self, period, flags }),
  SetNumaParameters: (call, params, flags) =>
    call.perform(calls.domainSetNumaParameters, { dom: call.self, params: parametersFromEntries(params), flags }),
  SetPerfEvents: (call, params, flags) =>
    call.perform(calls.domainSetPerfEvents, { dom: call.self, params: parametersFromEntries(params), flags }),
  SetSchedulerParameters: (call, entries, flags) => {
    const params = parametersFromEntries(entries)
    return call.perform(calls.domainSetSchedulerParametersFlags, { dom: call.self, params, flags })
  },
} satisfies Partial<DomainMethods>
