// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { domainMemoryFlags, domainMemoryModFlags, domainModificationImpact, domainVcpuFlags } from '../enums/domain.js'
import { typedParameterFlags } from '../enums/typedParameter.js'
import { domain, int, list, opaque, string, typedParameter, uhyper, uint } from '../schema.js'
import { domainIothreadInfo, domainMemoryStat, vcpuInfo } from './structs.js'

export const domainGetMaxMemory = call('domainGetMaxMemory', 17, 'virDomainGetMaxMemory', {
  args: { dom: domain },
  ret: { memory: uhyper },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainGetMaxVcpus = call('domainGetMaxVcpus', 18, 'virDomainGetMaxVcpus', {
  args: { dom: domain },
  ret: { num: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainGetVcpus = call('domainGetVcpus', 20, 'virDomainGetVcpus', {
  args: { dom: domain, maxinfo: int, maplen: int },
  ret: { info: list(vcpuInfo, 16384), cpumaps: opaque(8388608) },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainPinVcpu = call('domainPinVcpu', 26, 'virDomainPinVcpu', {
  args: { dom: domain, vcpu: uint, cpumap: opaque(2048) },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const domainSetMaxMemory = call('domainSetMaxMemory', 30, 'virDomainSetMaxMemory', {
  args: { dom: domain, memory: uhyper },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  priority: 'high',
})

export const domainSetMemory = call('domainSetMemory', 31, 'virDomainSetMemory', {
  args: { dom: domain, memory: uhyper },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const domainSetVcpus = call('domainSetVcpus', 32, 'virDomainSetVcpus', {
  args: { dom: domain, nvcpus: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const domainGetSchedulerType = call('domainGetSchedulerType', 56, 'virDomainGetSchedulerType', {
  args: { dom: domain },
  ret: { type: string, nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  bus: ['org.libvirt.Domain.SchedulerType'],
})

export const domainGetSchedulerParameters = call(
  'domainGetSchedulerParameters',
  57,
  'virDomainGetSchedulerParameters',
  {
    args: { dom: domain, nparams: int },
    ret: { params: list(typedParameter, 16) },
    allow: ['domain:read'],
    on: 'dom',
  },
)

export const domainSetSchedulerParameters = call(
  'domainSetSchedulerParameters',
  58,
  'virDomainSetSchedulerParameters',
  {
    args: { dom: domain, params: list(typedParameter, 16) },
    allow: ['domain:read'],
    on: 'dom',
    writes: true,
  },
)

export const domainMemoryPeek = call('domainMemoryPeek', 104, 'virDomainMemoryPeek', {
  args: { dom: domain, offset: uhyper, size: uint, flags: uint },
  ret: { buffer: opaque(4194304) },
  allow: ['domain:mem_read'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainMemoryFlags, 'VIRTUAL', 'PHYSICAL'), test: bits(domainMemoryFlags, 'VIRTUAL', 'PHYSICAL') },
  exclusive: [
    [
      ['VIR_MEMORY_VIRTUAL', 1],
      ['VIR_MEMORY_PHYSICAL', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.MemoryPeek'],
})

export const domainMemoryStats = call('domainMemoryStats', 159, 'virDomainMemoryStats', {
  args: { dom: domain, maxStats: uint, flags: uint },
  ret: { stats: list(domainMemoryStat, 1024) },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.MemoryStats'],
})

export const domainSetMemoryParameters = call('domainSetMemoryParameters', 197, 'virDomainSetMemoryParameters', {
  args: { dom: domain, params: list(typedParameter, 16), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetMemoryParameters'],
})

export const domainGetMemoryParameters = call('domainGetMemoryParameters', 198, 'virDomainGetMemoryParameters', {
  args: { dom: domain, nparams: int, flags: uint },
  ret: { params: list(typedParameter, 16), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetMemoryParameters'],
})

export const domainSetVcpusFlags = call('domainSetVcpusFlags', 199, 'virDomainSetVcpusFlags', {
  args: { dom: domain, nvcpus: uint, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
    { permission: 'domain:write', ifAllFlags: domainVcpuFlags.GUEST },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | bits(domainVcpuFlags, 'MAXIMUM', 'GUEST', 'HOTPLUGGABLE'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | domainVcpuFlags.MAXIMUM,
  },
  exclusive: [
    [
      ['VIR_DOMAIN_VCPU_GUEST', 8],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  requires: [
    [
      ['VIR_DOMAIN_VCPU_MAXIMUM', 4],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.SetVcpus'],
})

export const domainGetVcpusFlags = call('domainGetVcpusFlags', 200, 'virDomainGetVcpusFlags', {
  args: { dom: domain, flags: uint },
  ret: { num: int },
  allow: ['domain:read', { permission: 'domain:write', ifAllFlags: domainVcpuFlags.GUEST }],
  on: 'dom',
  writes: { ifAnyFlag: domainVcpuFlags.GUEST },
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | bits(domainVcpuFlags, 'MAXIMUM', 'GUEST'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | domainVcpuFlags.MAXIMUM,
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetVcpus'],
})

export const domainSetMemoryFlags = call('domainSetMemoryFlags', 204, 'virDomainSetMemoryFlags', {
  args: { dom: domain, memory: uhyper, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | domainMemoryModFlags.MAXIMUM,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | domainMemoryModFlags.MAXIMUM,
  },
  bus: ['org.libvirt.Domain.SetMemory'],
})

export const domainSetBlkioParameters = call('domainSetBlkioParameters', 205, 'virDomainSetBlkioParameters', {
  args: { dom: domain, params: list(typedParameter, 16), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetBlockIOParameters'],
})

export const domainGetBlkioParameters = call('domainGetBlkioParameters', 206, 'virDomainGetBlkioParameters', {
  args: { dom: domain, nparams: int, flags: uint },
  ret: { params: list(typedParameter, 16), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetBlockIOParameters'],
})

export const domainSetSchedulerParametersFlags = call(
  'domainSetSchedulerParametersFlags',
  219,
  'virDomainSetSchedulerParametersFlags',
  {
    args: { dom: domain, params: list(typedParameter, 16), flags: uint },
    allow: [
      'domain:write',
      { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
      { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
    ],
    on: 'dom',
    writes: true,
    flags: { qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'), test: 0 },
    bus: ['org.libvirt.Domain.SetSchedulerParameters'],
  },
)

export const domainGetSchedulerParametersFlags = call(
  'domainGetSchedulerParametersFlags',
  223,
  'virDomainGetSchedulerParametersFlags',
  {
    args: { dom: domain, nparams: int, flags: uint },
    ret: { params: list(typedParameter, 16) },
    allow: ['domain:read'],
    on: 'dom',
    flags: { qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY, test: 0 },
    exclusive: [
      [
        ['VIR_DOMAIN_AFFECT_LIVE', 1],
        ['VIR_DOMAIN_AFFECT_CONFIG', 2],
      ],
    ],
    bus: ['org.libvirt.Domain.GetSchedulerParameters'],
  },
)

export const domainPinVcpuFlags = call('domainPinVcpuFlags', 225, 'virDomainPinVcpuFlags', {
  args: { dom: domain, vcpu: uint, cpumap: opaque(2048), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'), test: 0 },
  bus: ['org.libvirt.Domain.PinVcpu'],
})

export const domainGetVcpuPinInfo = call('domainGetVcpuPinInfo', 230, 'virDomainGetVcpuPinInfo', {
  args: { dom: domain, ncpumaps: int, maplen: int, flags: uint },
  ret: { cpumaps: opaque(8388608), num: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetVcpuPinInfo'],
})

export const domainSetNumaParameters = call('domainSetNumaParameters', 254, 'virDomainSetNumaParameters', {
  args: { dom: domain, params: list(typedParameter, 16), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetNumaParameters'],
})

export const domainGetNumaParameters = call('domainGetNumaParameters', 255, 'virDomainGetNumaParameters', {
  args: { dom: domain, nparams: int, flags: uint },
  ret: { params: list(typedParameter, 16), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
  },
  bus: ['org.libvirt.Domain.GetNumaParameters'],
})

export const domainGetCpuStats = call('domainGetCpuStats', 262, 'virDomainGetCPUStats', {
  args: { dom: domain, nparams: uint, start_cpu: int, ncpus: uint, flags: uint },
  ret: { params: list(typedParameter, 2048), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: typedParameterFlags.PARAM_STRING_OKAY, test: typedParameterFlags.PARAM_STRING_OKAY },
})

export const domainPinEmulator = call('domainPinEmulator', 279, 'virDomainPinEmulator', {
  args: { dom: domain, cpumap: opaque(2048), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.PinEmulator'],
})

export const domainGetEmulatorPinInfo = call('domainGetEmulatorPinInfo', 280, 'virDomainGetEmulatorPinInfo', {
  args: { dom: domain, maplen: int, flags: uint },
  ret: { cpumaps: opaque(8388608), ret: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetEmulatorPinInfo'],
})

export const domainSetMemoryStatsPeriod = call('domainSetMemoryStatsPeriod', 308, 'virDomainSetMemoryStatsPeriod', {
  args: { dom: domain, period: int, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetMemoryStatsPeriod'],
})

export const domainGetIothreadInfo = call('domainGetIothreadInfo', 351, 'virDomainGetIOThreadInfo', {
  args: { dom: domain, flags: uint },
  ret: { info: list(domainIothreadInfo, 16384), ret: uint },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetIOThreadInfo'],
})

export const domainPinIothread = call('domainPinIothread', 352, 'virDomainPinIOThread', {
  args: { dom: domain, iothreads_id: uint, cpumap: opaque(2048), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.PinIOThread'],
})

export const domainAddIothread = call('domainAddIothread', 355, 'virDomainAddIOThread', {
  args: { dom: domain, iothread_id: uint, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.AddIOThread'],
})

export const domainDelIothread = call('domainDelIothread', 356, 'virDomainDelIOThread', {
  args: { dom: domain, iothread_id: uint, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.DelIOThread'],
})

export const domainGetPerfEvents = call('domainGetPerfEvents', 365, 'virDomainGetPerfEvents', {
  args: { dom: domain, flags: uint },
  ret: { params: list(typedParameter, 64) },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
  },
  bus: ['org.libvirt.Domain.GetPerfEvents'],
})

export const domainSetPerfEvents = call('domainSetPerfEvents', 366, 'virDomainSetPerfEvents', {
  args: { dom: domain, params: list(typedParameter, 64), flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetPerfEvents'],
})

export const domainSetVcpu = call('domainSetVcpu', 384, 'virDomainSetVcpu', {
  args: { dom: domain, cpumap: string, state: int, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
})

export const domainSetIothreadParams = call('domainSetIothreadParams', 402, 'virDomainSetIOThreadParams', {
  args: { dom: domain, iothread_id: uint, params: list(typedParameter, 64), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'), test: domainModificationImpact.LIVE },
})
