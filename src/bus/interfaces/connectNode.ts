// The host itself and its devices, as org.libvirt.Connect shows them.
import * as calls from '../../api/calls/index.js'
import type { Methods } from '../tree/BusInterface.js'
import { parametersFromEntries, parametersToEntries } from '../values/typedParameters.js'
import { hostCpuMap } from './hostCpuMap.js'

type ConnectMethods = Methods<'org.libvirt.Connect', undefined>

const mostCpuStats = calls.nodeGetCpuStats.ret.params.max
const mostMemoryStats = calls.nodeGetMemoryStats.ret.params.max
const mostMemoryParameters = calls.nodeGetMemoryParameters.ret.params.max

export const connectNode = {
  GetCapabilities: async call => (await call.perform(calls.connectGetCapabilities, {})).capabilities,
  GetCPUModelNames: async (call, arch, flags) =>
    (await call.perform(calls.connectGetCpuModelNames, { arch, need_results: 1, flags })).models,
  GetSysinfo: async (call, flags) => (await call.perform(calls.connectGetSysinfo, { flags })).sysinfo,
  ListNodeDevices: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllNodeDevices, { need_results: 1, flags })).devices),
  NodeDeviceCreateXML: async (call, xml_desc, flags) =>
    call.pathOf((await call.perform(calls.nodeDeviceCreateXml, { xml_desc, flags })).dev),
  NodeDeviceLookupByName: async (call, name) =>
    call.pathOf((await call.perform(calls.nodeDeviceLookupByName, { name })).dev),
  NodeDeviceLookupSCSIHostByWWN: async (call, wwnn, wwpn, flags) =>
    call.pathOf((await call.perform(calls.nodeDeviceLookupScsiHostByWwn, { wwnn, wwpn, flags })).dev),
  NodeGetCPUMap: (call, flags) => hostCpuMap(call, flags),
  NodeGetCPUStats: async (call, cpuNum, flags) => {
    const { params } = await call.perform(calls.nodeGetCpuStats, { cpuNum, nparams: mostCpuStats, flags })
    return params.map(({ field, value }) => [field, value])
  },
  NodeGetFreeMemory: async call => (await call.perform(calls.nodeGetFreeMemory, {})).freeMem,
  NodeGetMemoryParameters: async (call, flags) => {
    const args = { nparams: mostMemoryParameters, flags }
    return parametersToEntries((await call.perform(calls.nodeGetMemoryParameters, args)).params)
  },
  NodeGetMemoryStats: async (call, cellNum, flags) => {
    const { params } = await call.perform(calls.nodeGetMemoryStats, { nparams: mostMemoryStats, cellNum, flags })
    return params.map(({ field, value }) => [field, value])
  },
  NodeGetSecurityModel: async call => {
    const { model, doi } = await call.perform(calls.nodeGetSecurityModel, {})
    return [model, doi]
  },
  NodeSetMemoryParameters: (call, params, flags) =>
    call.perform(calls.nodeSetMemoryParameters, { params: parametersFromEntries(params), flags }),
} satisfies Partial<ConnectMethods>
