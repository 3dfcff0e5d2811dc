// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { connectBaselineCPUFlags, connectCompareCPUFlags } from '../enums/host.js'
import {
  connectGetAllDomainStatsFlags,
  connectGetDomainCapabilitiesFlags,
  connectListAllDomainsFlags,
} from '../enums/domain.js'
import { domain, int, list, optional, string, uhyper, uint } from '../schema.js'
import { domainStatsRecord } from './structs.js'

export const connectGetType = call('connectGetType', 3, 'virConnectGetType', {
  ret: { type: string },
  allow: ['connect:getattr'],
  priority: 'high',
})

export const connectGetVersion = call('connectGetVersion', 4, 'virConnectGetVersion', {
  ret: { hv_ver: uhyper },
  allow: ['connect:getattr'],
  priority: 'high',
  bus: ['org.libvirt.Connect.Version'],
})

export const connectGetMaxVcpus = call('connectGetMaxVcpus', 5, 'virConnectGetMaxVcpus', {
  args: { type: optional(string) },
  ret: { max_vcpus: int },
  allow: ['connect:read'],
  priority: 'high',
})

export const connectGetCapabilities = call('connectGetCapabilities', 7, 'virConnectGetCapabilities', {
  ret: { capabilities: string },
  allow: ['connect:read'],
  bus: ['org.libvirt.Connect.GetCapabilities'],
})

export const connectListDefinedDomains = call('connectListDefinedDomains', 21, 'virConnectListDefinedDomains', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
})

export const connectNumOfDefinedDomains = call('connectNumOfDefinedDomains', 25, 'virConnectNumOfDefinedDomains', {
  ret: { num: int },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
})

export const connectListDomains = call('connectListDomains', 37, 'virConnectListDomains', {
  args: { maxids: int },
  ret: { ids: list(int, 16384) },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
})

export const connectNumOfDomains = call('connectNumOfDomains', 51, 'virConnectNumOfDomains', {
  ret: { num: int },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
})

export const connectGetHostname = call('connectGetHostname', 59, 'virConnectGetHostname', {
  ret: { hostname: string },
  allow: ['connect:getattr'],
  priority: 'high',
  bus: ['org.libvirt.Connect.Hostname'],
})

export const connectGetUri = call('connectGetUri', 110, 'virConnectGetURI', {
  ret: { uri: string },
  allow: ['connect:getattr'],
  priority: 'high',
})

export const connectDomainXmlFromNative = call('connectDomainXmlFromNative', 135, 'virConnectDomainXMLFromNative', {
  args: { nativeFormat: string, nativeConfig: string, flags: uint },
  ret: { domainXml: string },
  allow: ['connect:write'],
  writes: true,
})

export const connectDomainXmlToNative = call('connectDomainXmlToNative', 136, 'virConnectDomainXMLToNative', {
  args: { nativeFormat: string, domainXml: string, flags: uint },
  ret: { nativeConfig: string },
  allow: ['connect:write'],
  writes: true,
  flags: { qemu: 0 },
})

export const connectGetLibVersion = call('connectGetLibVersion', 157, 'virConnectGetLibVersion', {
  ret: { lib_ver: uhyper },
  allow: ['connect:getattr'],
  priority: 'high',
  bus: ['org.libvirt.Connect.LibVersion'],
})

export const connectCompareCpu = call('connectCompareCpu', 158, 'virConnectCompareCPU', {
  args: { xml: string, flags: uint },
  ret: { result: int },
  allow: ['connect:read'],
  priority: 'high',
  flags: {
    test: bits(connectCompareCPUFlags, 'FAIL_INCOMPATIBLE', 'VALIDATE_XML'),
    qemu: bits(connectCompareCPUFlags, 'FAIL_INCOMPATIBLE', 'VALIDATE_XML'),
  },
  bus: ['org.libvirt.Connect.CompareCPU'],
})

export const connectBaselineCpu = call('connectBaselineCpu', 162, 'virConnectBaselineCPU', {
  args: { xmlCPUs: list(string, 256), flags: uint },
  ret: { cpu: string },
  allow: ['connect:read'],
  flags: {
    qemu: bits(connectBaselineCPUFlags, 'EXPAND_FEATURES', 'MIGRATABLE'),
    test: connectBaselineCPUFlags.EXPAND_FEATURES,
  },
  bus: ['org.libvirt.Connect.BaselineCPU'],
})

export const connectGetSysinfo = call('connectGetSysinfo', 203, 'virConnectGetSysinfo', {
  args: { flags: uint },
  ret: { sysinfo: string },
  allow: ['connect:read'],
  priority: 'high',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Connect.GetSysinfo'],
})

export const connectListAllDomains = call('connectListAllDomains', 273, 'virConnectListAllDomains', {
  args: { need_results: int, flags: uint },
  ret: { domains: list(domain, 16384), ret: uint },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
  flags: {
    qemu: bits(
      connectListAllDomainsFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'RUNNING',
      'PAUSED',
      'SHUTOFF',
      'OTHER',
      'MANAGEDSAVE',
      'NO_MANAGEDSAVE',
      'AUTOSTART',
      'NO_AUTOSTART',
      'HAS_SNAPSHOT',
      'NO_SNAPSHOT',
      'HAS_CHECKPOINT',
      'NO_CHECKPOINT',
    ),
    test: bits(
      connectListAllDomainsFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'RUNNING',
      'PAUSED',
      'SHUTOFF',
      'OTHER',
      'MANAGEDSAVE',
      'NO_MANAGEDSAVE',
      'AUTOSTART',
      'NO_AUTOSTART',
      'HAS_SNAPSHOT',
      'NO_SNAPSHOT',
      'HAS_CHECKPOINT',
      'NO_CHECKPOINT',
    ),
  },
  bus: ['org.libvirt.Connect.ListDomains'],
})

export const connectGetCpuModelNames = call('connectGetCpuModelNames', 312, 'virConnectGetCPUModelNames', {
  args: { arch: string, need_results: int, flags: uint },
  ret: { models: list(string, 8192), ret: int },
  allow: ['connect:read'],
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Connect.GetCPUModelNames'],
})

export const connectGetDomainCapabilities = call(
  'connectGetDomainCapabilities',
  342,
  'virConnectGetDomainCapabilities',
  {
    args: {
      emulatorbin: optional(string),
      arch: optional(string),
      machine: optional(string),
      virttype: optional(string),
      flags: uint,
    },
    ret: { capabilities: string },
    allow: ['connect:write'],
    writes: true,
    flags: { qemu: connectGetDomainCapabilitiesFlags.DISABLE_DEPRECATED_FEATURES, test: 0 },
    bus: ['org.libvirt.Connect.GetDomainCapabilities'],
  },
)

export const connectGetAllDomainStats = call('connectGetAllDomainStats', 344, 'virConnectGetAllDomainStats', {
  args: { doms: list(domain, 16384), stats: uint, flags: uint },
  ret: { retStats: list(domainStatsRecord, 16384) },
  allow: ['connect:search_domains'],
  filter: 'domain:read',
  flags: {
    qemu:
      bits(
        connectListAllDomainsFlags,
        'ACTIVE',
        'INACTIVE',
        'PERSISTENT',
        'TRANSIENT',
        'RUNNING',
        'PAUSED',
        'SHUTOFF',
        'OTHER',
      ) | bits(connectGetAllDomainStatsFlags, 'NOWAIT', 'BACKING', 'ENFORCE_STATS'),
    test:
      bits(
        connectListAllDomainsFlags,
        'ACTIVE',
        'INACTIVE',
        'PERSISTENT',
        'TRANSIENT',
        'RUNNING',
        'PAUSED',
        'SHUTOFF',
        'OTHER',
      ) | bits(connectGetAllDomainStatsFlags, 'NOWAIT', 'BACKING', 'ENFORCE_STATS'),
  },
  bus: ['org.libvirt.Connect.GetAllDomainStats', 'org.libvirt.Domain.GetStats'],
})

export const connectCompareHypervisorCpu = call('connectCompareHypervisorCpu', 393, 'virConnectCompareHypervisorCPU', {
  args: {
    emulator: optional(string),
    arch: optional(string),
    machine: optional(string),
    virttype: optional(string),
    xmlCPU: string,
    flags: uint,
  },
  ret: { result: int },
  allow: ['connect:write'],
  writes: true,
  flags: { qemu: bits(connectCompareCPUFlags, 'FAIL_INCOMPATIBLE', 'VALIDATE_XML') },
})

export const connectBaselineHypervisorCpu = call(
  'connectBaselineHypervisorCpu',
  394,
  'virConnectBaselineHypervisorCPU',
  {
    args: {
      emulator: optional(string),
      arch: optional(string),
      machine: optional(string),
      virttype: optional(string),
      xmlCPUs: list(string, 256),
      flags: uint,
    },
    ret: { cpu: string },
    allow: ['connect:write'],
    writes: true,
    flags: { qemu: bits(connectBaselineCPUFlags, 'EXPAND_FEATURES', 'MIGRATABLE') },
  },
)
