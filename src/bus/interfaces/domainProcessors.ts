// Virtual CPUs, I/O threads, and where on the host they may run.
import * as calls from '../../api/calls/index.js'
import { domainModificationImpact, domainVcpuFlags } from '../../api/enums/domain.js'
import { cpuMapFromBooleans, cpuMapToBooleans, splitCpuMaps } from '../values/cpuMaps.js'
import type { DomainMethods } from './domainSelf.js'
import { hostCpuMap } from './hostCpuMap.js'

const whichState = domainModificationImpact.LIVE | domainModificationImpact.CONFIG

/** Bytes of a map of that many CPUs. */
const mapLength = (cpus: number) => (cpus + 7) >> 3

export const domainProcessors = {
  AddIOThread: (call, iothread_id, flags) =>
    call.perform(calls.domainAddIothread, { dom: call.self, iothread_id, flags }),
  DelIOThread: (call, iothread_id, flags) =>
    call.perform(calls.domainDelIothread, { dom: call.self, iothread_id, flags }),
  GetEmulatorPinInfo: async (call, flags) => {
    const { length } = await hostCpuMap(call)
    const args = { dom: call.self, maplen: mapLength(length), flags }
    return cpuMapToBooleans((await call.perform(calls.domainGetEmulatorPinInfo, args)).cpumaps, length)
  },
  GetIOThreadInfo: async (call, flags) => {
    const { info } = await call.perform(calls.domainGetIothreadInfo, { dom: call.self, flags })
    const { length } = await hostCpuMap(call)
    return info.map(({ iothread_id, cpumap }) => [iothread_id, cpuMapToBooleans(cpumap, length)])
  },
  GetVcpuPinInfo: async (call, flags) => {
    const { length } = await hostCpuMap(call)
    const asked = { dom: call.self, flags: (flags & whichState) | domainVcpuFlags.MAXIMUM }
    const ncpumaps = (await call.perform(calls.domainGetVcpusFlags, asked)).num
    const args = { dom: call.self, ncpumaps, maplen: mapLength(length), flags }
    const { cpumaps, num } = await call.perform(calls.domainGetVcpuPinInfo, args)
    return splitCpuMaps(cpumaps, num).map(map => cpuMapToBooleans(map, length))
  },
  GetVcpus: async (call, flags) => (await call.perform(calls.domainGetVcpusFlags, { dom: call.self, flags })).num,
  PinEmulator: (call, cpumap, flags) =>
    call.perform(calls.domainPinEmulator, { dom: call.self, cpumap: cpuMapFromBooleans(cpumap), flags }),
  PinIOThread: (call, iothreads_id, cpumap, flags) =>
    call.perform(calls.domainPinIothread, { dom: call.self, iothreads_id, cpumap: cpuMapFromBooleans(cpumap), flags }),
  PinVcpu: (call, vcpu, cpumap, flags) =>
    call.perform(calls.domainPinVcpuFlags, { dom: call.self, vcpu, cpumap: cpuMapFromBooleans(cpumap), flags }),
  SetVcpus: (call, nvcpus, flags) => call.perform(calls.domainSetVcpusFlags, { dom: call.self, nvcpus, flags }),
} satisfies Partial<DomainMethods>
