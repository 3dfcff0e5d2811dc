// Rows of the call table, see call.ts.
import { call } from '../call.js'
import { nodeAllocPagesFlags } from '../enums/host.js'
import { typedParameterFlags } from '../enums/typedParameter.js'
import { chars, fixedChars, int, list, opaque, typedParameter, uhyper, uint } from '../schema.js'
import { nodeGetCpuStatsItem, nodeGetMemoryStatsItem } from './structs.js'

export const nodeGetInfo = call('nodeGetInfo', 6, 'virNodeGetInfo', {
  ret: {
    model: fixedChars(32),
    memory: uhyper,
    cpus: int,
    mhz: int,
    nodes: int,
    sockets: int,
    cores: int,
    threads: int,
  },
  allow: ['connect:read'],
  priority: 'high',
})

export const nodeGetCellsFreeMemory = call('nodeGetCellsFreeMemory', 101, 'virNodeGetCellsFreeMemory', {
  args: { startCell: int, maxcells: int },
  ret: { cells: list(uhyper, 1024) },
  allow: ['connect:read'],
  priority: 'high',
})

export const nodeGetFreeMemory = call('nodeGetFreeMemory', 102, 'virNodeGetFreeMemory', {
  ret: { freeMem: uhyper },
  allow: ['connect:read'],
  priority: 'high',
  bus: ['org.libvirt.Connect.NodeGetFreeMemory'],
})

export const nodeGetSecurityModel = call('nodeGetSecurityModel', 122, 'virNodeGetSecurityModel', {
  ret: { model: chars(257), doi: chars(257) },
  allow: ['connect:read'],
  priority: 'high',
  bus: ['org.libvirt.Connect.NodeGetSecurityModel'],
})

export const nodeGetCpuStats = call('nodeGetCpuStats', 227, 'virNodeGetCPUStats', {
  args: { cpuNum: int, nparams: int, flags: uint },
  ret: { params: list(nodeGetCpuStatsItem, 16), nparams: int },
  allow: ['connect:read'],
  priority: 'high',
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.NodeGetCPUStats'],
})

export const nodeGetMemoryStats = call('nodeGetMemoryStats', 228, 'virNodeGetMemoryStats', {
  args: { nparams: int, cellNum: int, flags: uint },
  ret: { params: list(nodeGetMemoryStatsItem, 16), nparams: int },
  allow: ['connect:read'],
  priority: 'high',
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.NodeGetMemoryStats'],
})

export const nodeSuspendForDuration = call('nodeSuspendForDuration', 250, 'virNodeSuspendForDuration', {
  args: { target: uint, duration: uhyper, flags: uint },
  allow: ['connect:pm_control'],
  writes: true,
})

export const nodeSetMemoryParameters = call('nodeSetMemoryParameters', 288, 'virNodeSetMemoryParameters', {
  args: { params: list(typedParameter, 64), flags: uint },
  allow: ['connect:write'],
  writes: true,
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.NodeSetMemoryParameters'],
})

export const nodeGetMemoryParameters = call('nodeGetMemoryParameters', 289, 'virNodeGetMemoryParameters', {
  args: { nparams: int, flags: uint },
  ret: { params: list(typedParameter, 64), nparams: int },
  allow: ['connect:read'],
  flags: { test: typedParameterFlags.PARAM_STRING_OKAY },
  bus: ['org.libvirt.Connect.NodeGetMemoryParameters'],
})

export const nodeGetCpuMap = call('nodeGetCpuMap', 293, 'virNodeGetCPUMap', {
  args: { need_map: int, need_online: int, flags: uint },
  ret: { cpumap: opaque(2048), online: uint, ret: int },
  allow: ['connect:read'],
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.NodeGetCPUMap'],
})

export const nodeGetFreePages = call('nodeGetFreePages', 340, 'virNodeGetFreePages', {
  args: { pages: list(uint, 1024), startCell: int, cellCount: uint, flags: uint },
  ret: { counts: list(uhyper, 1024) },
  allow: ['connect:read'],
  priority: 'high',
  flags: { qemu: 0, test: 0 },
})

export const nodeAllocPages = call('nodeAllocPages', 347, 'virNodeAllocPages', {
  args: { pageSizes: list(uint, 1024), pageCounts: list(uhyper, 1024), startCell: int, cellCount: uint, flags: uint },
  ret: { ret: int },
  allow: ['connect:write'],
  writes: true,
  flags: { qemu: nodeAllocPagesFlags.SET },
})

export const nodeGetSevInfo = call('nodeGetSevInfo', 395, 'virNodeGetSEVInfo', {
  args: { nparams: int, flags: uint },
  ret: { params: list(typedParameter, 64), nparams: int },
  allow: ['connect:read'],
  writes: true,
  flags: { qemu: typedParameterFlags.PARAM_STRING_OKAY },
})
