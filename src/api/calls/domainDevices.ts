// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainChannelFlags,
  domainConsoleFlags,
  domainDeviceModifyFlags,
  domainFDAssociateFlags,
  domainModificationImpact,
  domainOpenGraphicsFlags,
} from '../enums/domain.js'
import { typedParameterFlags } from '../enums/typedParameter.js'
import { domain, hyper, int, list, optional, string, typedParameter, uint } from '../schema.js'

export const domainAttachDevice = call('domainAttachDevice', 8, 'virDomainAttachDevice', {
  args: { dom: domain, xml: string },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const domainDetachDevice = call('domainDetachDevice', 13, 'virDomainDetachDevice', {
  args: { dom: domain, xml: string },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const domainInterfaceStats = call('domainInterfaceStats', 65, 'virDomainInterfaceStats', {
  args: { dom: domain, device: string },
  ret: {
    rx_bytes: hyper,
    rx_packets: hyper,
    rx_errs: hyper,
    rx_drop: hyper,
    tx_bytes: hyper,
    tx_packets: hyper,
    tx_errs: hyper,
    tx_drop: hyper,
  },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})

export const domainAttachDeviceFlags = call('domainAttachDeviceFlags', 160, 'virDomainAttachDeviceFlags', {
  args: { dom: domain, xml: string, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainModificationImpact, 'LIVE', 'CONFIG') },
  bus: ['org.libvirt.Domain.AttachDevice'],
})

export const domainDetachDeviceFlags = call('domainDetachDeviceFlags', 161, 'virDomainDetachDeviceFlags', {
  args: { dom: domain, xml: string, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainModificationImpact, 'LIVE', 'CONFIG') },
  bus: ['org.libvirt.Domain.DetachDevice'],
})

export const domainUpdateDeviceFlags = call('domainUpdateDeviceFlags', 174, 'virDomainUpdateDeviceFlags', {
  args: { dom: domain, xml: string, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | domainDeviceModifyFlags.FORCE,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.UpdateDevice'],
})

export const domainOpenConsole = call('domainOpenConsole', 201, 'virDomainOpenConsole', {
  args: { dom: domain, dev_name: optional(string), flags: uint },
  allow: ['domain:open_device'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainConsoleFlags, 'SAFE', 'FORCE') },
  stream: { direction: 'both' },
})

export const domainInjectNmi = call('domainInjectNmi', 210, 'virDomainInjectNMI', {
  args: { dom: domain, flags: uint },
  allow: ['domain:inject_nmi'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.InjectNMI'],
})

export const domainScreenshot = call('domainScreenshot', 211, 'virDomainScreenshot', {
  args: { dom: domain, screen: uint, flags: uint },
  ret: { mime: optional(string) },
  allow: ['domain:screenshot'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  stream: { direction: 'read' },
})

export const domainSendKey = call('domainSendKey', 226, 'virDomainSendKey', {
  args: { dom: domain, codeset: uint, holdtime: uint, keycodes: list(uint, 16), flags: uint },
  allow: ['domain:send_input'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.SendKey'],
})

export const domainOpenGraphics = call('domainOpenGraphics', 249, 'virDomainOpenGraphics', {
  args: { dom: domain, idx: uint, flags: uint },
  allow: ['domain:open_graphics'],
  on: 'dom',
  writes: true,
  flags: { qemu: domainOpenGraphicsFlags.SKIPAUTH },
})

export const domainSetInterfaceParameters = call(
  'domainSetInterfaceParameters',
  256,
  'virDomainSetInterfaceParameters',
  {
    args: { dom: domain, device: string, params: list(typedParameter, 16), flags: uint },
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
    bus: ['org.libvirt.Domain.SetInterfaceParameters'],
  },
)

export const domainGetInterfaceParameters = call(
  'domainGetInterfaceParameters',
  257,
  'virDomainGetInterfaceParameters',
  {
    args: { dom: domain, device: string, nparams: int, flags: uint },
    ret: { params: list(typedParameter, 16), nparams: int },
    allow: ['domain:read'],
    on: 'dom',
    flags: {
      qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
      test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    },
    bus: ['org.libvirt.Domain.GetInterfaceParameters'],
  },
)

export const domainOpenChannel = call('domainOpenChannel', 296, 'virDomainOpenChannel', {
  args: { dom: domain, name: optional(string), flags: uint },
  allow: ['domain:open_device'],
  on: 'dom',
  writes: true,
  flags: { qemu: domainChannelFlags.FORCE },
  stream: { direction: 'both' },
})

export const domainOpenGraphicsFd = call('domainOpenGraphicsFd', 343, 'virDomainOpenGraphicsFD', {
  args: { dom: domain, idx: uint, flags: uint },
  allow: ['domain:open_graphics'],
  on: 'dom',
  writes: true,
  flags: { qemu: domainOpenGraphicsFlags.SKIPAUTH },
  bus: ['org.libvirt.Domain.OpenGraphicsFD'],
})

export const domainDetachDeviceAlias = call('domainDetachDeviceAlias', 392, 'virDomainDetachDeviceAlias', {
  args: { dom: domain, alias: string, flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainModificationImpact, 'LIVE', 'CONFIG') },
})

export const domainGetLaunchSecurityInfo = call('domainGetLaunchSecurityInfo', 396, 'virDomainGetLaunchSecurityInfo', {
  args: { dom: domain, flags: uint },
  ret: { params: list(typedParameter, 64) },
  allow: ['domain:read'],
  on: 'dom',
  flags: { test: 0 },
})

export const domainSetLaunchSecurityState = call(
  'domainSetLaunchSecurityState',
  439,
  'virDomainSetLaunchSecurityState',
  {
    args: { dom: domain, params: list(typedParameter, 64), flags: uint },
    allow: ['domain:write'],
    on: 'dom',
    flags: { qemu: 0 },
  },
)

export const domainFdAssociate = call('domainFdAssociate', 443, 'virDomainFDAssociate', {
  args: { dom: domain, name: string, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainFDAssociateFlags, 'RESTORE', 'WRITABLE') },
})

export const domainGraphicsReload = call('domainGraphicsReload', 448, 'virDomainGraphicsReload', {
  args: { dom: domain, type: uint, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})
