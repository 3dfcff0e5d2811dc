// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainAbortJobFlagsValues,
  domainCreateFlags,
  domainDefineFlags,
  domainDestroyFlagsValues,
  domainDirtyRateCalcFlags,
  domainGetJobStatsFlags,
  domainMessageType,
  domainModificationImpact,
  domainRebootFlagValues,
  domainShutdownFlagValues,
  domainUndefineFlagsValues,
  domainXMLFlags,
} from '../enums/domain.js'
import {
  char,
  chars,
  domain,
  hyper,
  int,
  list,
  optional,
  short,
  string,
  typedParameter,
  uhyper,
  uint,
  uuid,
} from '../schema.js'
import { domainGetSecurityLabelRet } from './structs.js'

export const domainCreate = call('domainCreate', 9, 'virDomainCreate', {
  args: { dom: domain },
  allow: ['domain:start'],
  on: 'dom',
  writes: true,
})

export const domainCreateXml = call('domainCreateXml', 10, 'virDomainCreateXML', {
  args: { xml_desc: string, flags: uint },
  ret: { dom: domain },
  allow: ['domain:write', 'domain:start'],
  on: 'new',
  writes: true,
  flags: {
    qemu: bits(domainCreateFlags, 'START_PAUSED', 'START_AUTODESTROY', 'START_VALIDATE', 'START_RESET_NVRAM'),
    test: domainCreateFlags.START_VALIDATE,
  },
  bus: ['org.libvirt.Connect.DomainCreateXML'],
})

export const domainDefineXml = call('domainDefineXml', 11, 'virDomainDefineXML', {
  args: { xml: string },
  ret: { dom: domain },
  allow: ['domain:write', 'domain:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  bus: ['org.libvirt.Connect.DomainDefineXML'],
})

export const domainDestroy = call('domainDestroy', 12, 'virDomainDestroy', {
  args: { dom: domain },
  allow: ['domain:stop'],
  on: 'dom',
  writes: true,
  priority: 'high',
})

export const domainGetXmlDesc = call('domainGetXmlDesc', 14, 'virDomainGetXMLDesc', {
  args: { dom: domain, flags: uint },
  ret: { xml: string },
  allow: [
    'domain:read',
    { permission: 'domain:read_secure', ifAllFlags: domainXMLFlags.SECURE },
    { permission: 'domain:read_secure', ifAllFlags: domainXMLFlags.MIGRATABLE },
  ],
  on: 'dom',
  writes: { ifAnyFlag: bits(domainXMLFlags, 'SECURE', 'MIGRATABLE') },
  flags: {
    qemu: bits(domainXMLFlags, 'SECURE', 'INACTIVE', 'MIGRATABLE', 'UPDATE_CPU'),
    test: bits(domainXMLFlags, 'SECURE', 'INACTIVE', 'MIGRATABLE'),
  },
  bus: ['org.libvirt.Domain.GetXMLDesc'],
})

export const domainGetAutostart = call('domainGetAutostart', 15, 'virDomainGetAutostart', {
  args: { dom: domain },
  ret: { autostart: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.Autostart'],
})

export const domainGetInfo = call('domainGetInfo', 16, 'virDomainGetInfo', {
  args: { dom: domain },
  ret: { state: char, maxMem: uhyper, memory: uhyper, nrVirtCpu: short, cpuTime: uhyper },
  allow: ['domain:read'],
  on: 'dom',
})

export const domainGetOsType = call('domainGetOsType', 19, 'virDomainGetOSType', {
  args: { dom: domain },
  ret: { type: string },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.OSType'],
})

export const domainLookupById = call('domainLookupById', 22, 'virDomainLookupByID', {
  args: { id: int },
  ret: { dom: domain },
  allow: ['domain:getattr'],
  on: 'result',
  priority: 'high',
  bus: ['org.libvirt.Connect.DomainLookupByID'],
})

export const domainLookupByName = call('domainLookupByName', 23, 'virDomainLookupByName', {
  args: { name: string },
  ret: { dom: domain },
  allow: ['domain:getattr'],
  on: 'result',
  priority: 'high',
  bus: ['org.libvirt.Connect.DomainLookupByName'],
})

export const domainLookupByUuid = call('domainLookupByUuid', 24, 'virDomainLookupByUUID', {
  args: { uuid },
  ret: { dom: domain },
  allow: ['domain:getattr'],
  on: 'result',
  priority: 'high',
  bus: ['org.libvirt.Connect.DomainLookupByUUID'],
})

export const domainReboot = call('domainReboot', 27, 'virDomainReboot', {
  args: { dom: domain, flags: uint },
  allow: ['domain:init_control', { permission: 'domain:write', ifAllFlags: domainRebootFlagValues.GUEST_AGENT }],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainRebootFlagValues, 'ACPI_POWER_BTN', 'GUEST_AGENT'),
    test: bits(domainRebootFlagValues, 'DEFAULT', 'ACPI_POWER_BTN', 'GUEST_AGENT', 'INITCTL', 'SIGNAL', 'PARAVIRT'),
  },
  bus: ['org.libvirt.Domain.Reboot'],
})

export const domainResume = call('domainResume', 28, 'virDomainResume', {
  args: { dom: domain },
  allow: ['domain:suspend'],
  on: 'dom',
  writes: true,
  bus: ['org.libvirt.Domain.Resume'],
})

export const domainSetAutostart = call('domainSetAutostart', 29, 'virDomainSetAutostart', {
  args: { dom: domain, autostart: int },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  priority: 'high',
  bus: ['org.libvirt.Domain.Autostart'],
})

export const domainShutdown = call('domainShutdown', 33, 'virDomainShutdown', {
  args: { dom: domain },
  allow: ['domain:init_control'],
  on: 'dom',
  writes: true,
})

export const domainSuspend = call('domainSuspend', 34, 'virDomainSuspend', {
  args: { dom: domain },
  allow: ['domain:suspend'],
  on: 'dom',
  writes: true,
  bus: ['org.libvirt.Domain.Suspend'],
})

export const domainUndefine = call('domainUndefine', 35, 'virDomainUndefine', {
  args: { dom: domain },
  allow: ['domain:delete'],
  on: 'dom',
  writes: true,
  priority: 'high',
})

export const domainGetSecurityLabel = call('domainGetSecurityLabel', 121, 'virDomainGetSecurityLabel', {
  args: { dom: domain },
  ret: { label: chars(4097), enforcing: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainIsActive = call('domainIsActive', 150, 'virDomainIsActive', {
  args: { dom: domain },
  ret: { active: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.Active'],
})

export const domainIsPersistent = call('domainIsPersistent', 151, 'virDomainIsPersistent', {
  args: { dom: domain },
  ret: { persistent: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.Persistent'],
})

export const domainGetJobInfo = call('domainGetJobInfo', 163, 'virDomainGetJobInfo', {
  args: { dom: domain },
  ret: {
    type: int,
    timeElapsed: uhyper,
    timeRemaining: uhyper,
    dataTotal: uhyper,
    dataProcessed: uhyper,
    dataRemaining: uhyper,
    memTotal: uhyper,
    memProcessed: uhyper,
    memRemaining: uhyper,
    fileTotal: uhyper,
    fileProcessed: uhyper,
    fileRemaining: uhyper,
  },
  allow: ['domain:read'],
  on: 'dom',
  bus: ['org.libvirt.Domain.GetJobInfo'],
})

export const domainAbortJob = call('domainAbortJob', 164, 'virDomainAbortJob', {
  args: { dom: domain },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  bus: ['org.libvirt.Domain.AbortJob'],
})

export const domainCreateWithFlags = call('domainCreateWithFlags', 196, 'virDomainCreateWithFlags', {
  args: { dom: domain, flags: uint },
  ret: { dom: domain },
  allow: ['domain:start'],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(
      domainCreateFlags,
      'START_PAUSED',
      'START_AUTODESTROY',
      'START_BYPASS_CACHE',
      'START_FORCE_BOOT',
      'START_RESET_NVRAM',
    ),
    test: 0,
  },
  bus: ['org.libvirt.Domain.Create'],
})

export const domainIsUpdated = call('domainIsUpdated', 202, 'virDomainIsUpdated', {
  args: { dom: domain },
  ret: { updated: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.Updated'],
})

export const domainGetState = call('domainGetState', 212, 'virDomainGetState', {
  args: { dom: domain, flags: uint },
  ret: { state: int, reason: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.GetState'],
})

export const domainGetControlInfo = call('domainGetControlInfo', 229, 'virDomainGetControlInfo', {
  args: { dom: domain, flags: uint },
  ret: { state: uint, details: uint, stateTime: uhyper },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.GetControlInfo'],
})

export const domainUndefineFlags = call('domainUndefineFlags', 231, 'virDomainUndefineFlags', {
  args: { dom: domain, flags: uint },
  allow: ['domain:delete'],
  on: 'dom',
  writes: true,
  priority: 'high',
  flags: {
    qemu: bits(
      domainUndefineFlagsValues,
      'MANAGED_SAVE',
      'SNAPSHOTS_METADATA',
      'CHECKPOINTS_METADATA',
      'NVRAM',
      'KEEP_NVRAM',
      'TPM',
      'KEEP_TPM',
    ),
    test: bits(domainUndefineFlagsValues, 'MANAGED_SAVE', 'SNAPSHOTS_METADATA'),
  },
  bus: ['org.libvirt.Domain.Undefine'],
})

export const domainDestroyFlags = call('domainDestroyFlags', 234, 'virDomainDestroyFlags', {
  args: { dom: domain, flags: uint },
  allow: ['domain:stop'],
  on: 'dom',
  writes: true,
  priority: 'high',
  flags: { qemu: bits(domainDestroyFlagsValues, 'GRACEFUL', 'REMOVE_LOGS'), test: domainDestroyFlagsValues.GRACEFUL },
  bus: ['org.libvirt.Domain.Destroy'],
})

export const domainReset = call('domainReset', 245, 'virDomainReset', {
  args: { dom: domain, flags: uint },
  allow: ['domain:reset'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.Reset'],
})

export const domainShutdownFlags = call('domainShutdownFlags', 258, 'virDomainShutdownFlags', {
  args: { dom: domain, flags: uint },
  allow: ['domain:init_control', { permission: 'domain:write', ifAllFlags: domainShutdownFlagValues.GUEST_AGENT }],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainShutdownFlagValues, 'ACPI_POWER_BTN', 'GUEST_AGENT'), test: 0 },
  bus: ['org.libvirt.Domain.Shutdown'],
})

export const domainPmSuspendForDuration = call('domainPmSuspendForDuration', 261, 'virDomainPMSuspendForDuration', {
  args: { dom: domain, target: uint, duration: uhyper, flags: uint },
  allow: ['domain:pm_control'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
})

export const domainSetMetadata = call('domainSetMetadata', 264, 'virDomainSetMetadata', {
  args: {
    dom: domain,
    type: int,
    metadata: optional(string),
    key: optional(string),
    uri: optional(string),
    flags: uint,
  },
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
  bus: ['org.libvirt.Domain.SetMetadata'],
})

export const domainGetMetadata = call('domainGetMetadata', 265, 'virDomainGetMetadata', {
  args: { dom: domain, type: int, uri: optional(string), flags: uint },
  ret: { metadata: string },
  allow: ['domain:read'],
  on: 'dom',
  flags: { test: bits(domainModificationImpact, 'LIVE', 'CONFIG') },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetMetadata'],
})

export const domainPmWakeup = call('domainPmWakeup', 267, 'virDomainPMWakeup', {
  args: { dom: domain, flags: uint },
  allow: ['domain:pm_control'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
  bus: ['org.libvirt.Domain.PMWakeup'],
})

export const domainGetSecurityLabelList = call('domainGetSecurityLabelList', 278, 'virDomainGetSecurityLabelList', {
  args: { dom: domain },
  ret: { labels: list(domainGetSecurityLabelRet, 64), ret: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  bus: ['org.libvirt.Domain.GetSecurityLabelList'],
})

export const domainSendProcessSignal = call('domainSendProcessSignal', 295, 'virDomainSendProcessSignal', {
  args: { dom: domain, pid_value: hyper, signum: uint, flags: uint },
  allow: ['domain:send_signal'],
  on: 'dom',
  writes: true,
  flags: { test: 0 },
  bus: ['org.libvirt.Domain.SendProcessSignal'],
})

export const domainGetJobStats = call('domainGetJobStats', 298, 'virDomainGetJobStats', {
  args: { dom: domain, flags: uint },
  ret: { type: int, params: list(typedParameter, 64) },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    test: bits(domainGetJobStatsFlags, 'COMPLETED', 'KEEP_COMPLETED'),
    qemu: bits(domainGetJobStatsFlags, 'COMPLETED', 'KEEP_COMPLETED'),
  },
  requires: [
    [
      ['VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED', 2],
      ['VIR_DOMAIN_JOB_STATS_COMPLETED', 1],
    ],
  ],
  bus: ['org.libvirt.Domain.GetJobStats'],
})

export const domainCreateXmlWithFiles = call('domainCreateXmlWithFiles', 309, 'virDomainCreateXMLWithFiles', {
  args: { xml_desc: string, flags: uint },
  ret: { dom: domain },
  allow: ['domain:write', 'domain:start'],
  on: 'new',
  writes: true,
  flags: { test: domainCreateFlags.START_VALIDATE },
  bus: ['org.libvirt.Connect.DomainCreateXMLWithFiles'],
})

export const domainCreateWithFiles = call('domainCreateWithFiles', 310, 'virDomainCreateWithFiles', {
  args: { dom: domain, flags: uint },
  ret: { dom: domain },
  allow: ['domain:start'],
  on: 'dom',
  writes: true,
  flags: { test: 0 },
  bus: ['org.libvirt.Domain.CreateWithFiles'],
})

export const domainDefineXmlFlags = call('domainDefineXmlFlags', 350, 'virDomainDefineXMLFlags', {
  args: { xml: string, flags: uint },
  ret: { dom: domain },
  allow: ['domain:write', 'domain:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  flags: { qemu: domainDefineFlags.VALIDATE, test: domainDefineFlags.VALIDATE },
})

export const domainRename = call('domainRename', 358, 'virDomainRename', {
  args: { dom: domain, new_name: optional(string), flags: uint },
  ret: { retcode: int },
  allow: ['domain:write', 'domain:save'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.Rename'],
})

export const domainSetLifecycleAction = call('domainSetLifecycleAction', 390, 'virDomainSetLifecycleAction', {
  args: { dom: domain, type: uint, action: uint, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
})

export const domainGetMessages = call('domainGetMessages', 426, 'virDomainGetMessages', {
  args: { dom: domain, flags: uint },
  ret: { msgs: list(string, 2048) },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainMessageType, 'DEPRECATION', 'TAINTING', 'IOERRORS'),
    test: bits(domainMessageType, 'DEPRECATION', 'TAINTING', 'IOERRORS'),
  },
})

export const domainStartDirtyRateCalc = call('domainStartDirtyRateCalc', 427, 'virDomainStartDirtyRateCalc', {
  args: { dom: domain, seconds: int, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainDirtyRateCalcFlags, 'PAGE_SAMPLING', 'DIRTY_BITMAP', 'DIRTY_RING') },
  exclusive: [
    [
      ['VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING', 0],
      ['VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP', 1],
    ],
    [
      ['VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING', 0],
      ['VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING', 2],
    ],
    [
      ['VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP', 1],
      ['VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING', 2],
    ],
  ],
})

export const domainAbortJobFlags = call('domainAbortJobFlags', 442, 'virDomainAbortJobFlags', {
  args: { dom: domain, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: domainAbortJobFlagsValues.POSTCOPY },
})

export const domainGetAutostartOnce = call('domainGetAutostartOnce', 449, 'virDomainGetAutostartOnce', {
  args: { dom: domain },
  ret: { autostart: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainSetAutostartOnce = call('domainSetAutostartOnce', 450, 'virDomainSetAutostartOnce', {
  args: { dom: domain, autostart: int },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  priority: 'high',
})

export const domainSetThrottleGroup = call('domainSetThrottleGroup', 451, 'virDomainSetThrottleGroup', {
  args: { dom: domain, group: string, params: list(typedParameter, 32), flags: uint },
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

export const domainDelThrottleGroup = call('domainDelThrottleGroup', 452, 'virDomainDelThrottleGroup', {
  args: { dom: domain, group: optional(string), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  flags: {
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
})
