// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainAuthorizedSSHKeysSetFlags,
  domainGetHostnameFlags,
  domainSetTimeFlags,
  domainSetUserPasswordFlags,
} from '../enums/domain.js'
import { domain, hyper, int, list, optional, string, typedParameter, uhyper, uint } from '../schema.js'
import { domainFsinfo, domainInterface } from './structs.js'

export const domainGetHostname = call('domainGetHostname', 277, 'virDomainGetHostname', {
  args: { dom: domain, flags: uint },
  ret: { hostname: string },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainGetHostnameFlags, 'LEASE', 'AGENT'), test: 0 },
  bus: ['org.libvirt.Domain.GetHostname'],
})

export const domainFstrim = call('domainFstrim', 294, 'virDomainFSTrim', {
  args: { dom: domain, mountPoint: optional(string), minimum: uhyper, flags: uint },
  allow: ['domain:fs_trim'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.FSTrim'],
})

export const domainFsfreeze = call('domainFsfreeze', 335, 'virDomainFSFreeze', {
  args: { dom: domain, mountpoints: list(string, 256), flags: uint },
  ret: { filesystems: int },
  allow: ['domain:fs_freeze'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.FSFreeze'],
})

export const domainFsthaw = call('domainFsthaw', 336, 'virDomainFSThaw', {
  args: { dom: domain, mountpoints: list(string, 256), flags: uint },
  ret: { filesystems: int },
  allow: ['domain:fs_freeze'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.FSThaw'],
})

export const domainGetTime = call('domainGetTime', 337, 'virDomainGetTime', {
  args: { dom: domain, flags: uint },
  ret: { seconds: hyper, nseconds: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.GetTime'],
})

export const domainSetTime = call('domainSetTime', 338, 'virDomainSetTime', {
  args: { dom: domain, seconds: hyper, nseconds: uint, flags: uint },
  allow: ['domain:set_time'],
  on: 'dom',
  writes: true,
  flags: { qemu: domainSetTimeFlags.SYNC, test: domainSetTimeFlags.SYNC },
  bus: ['org.libvirt.Domain.SetTime'],
})

export const domainGetFsinfo = call('domainGetFsinfo', 349, 'virDomainGetFSInfo', {
  args: { dom: domain, flags: uint },
  ret: { info: list(domainFsinfo, 256), ret: uint },
  allow: ['domain:fs_freeze'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.GetFSInfo'],
})

export const domainInterfaceAddresses = call('domainInterfaceAddresses', 353, 'virDomainInterfaceAddresses', {
  args: { dom: domain, source: uint, flags: uint },
  ret: { ifaces: list(domainInterface, 2048) },
  allow: ['domain:read', { permission: 'domain:write', ifArgument: { name: 'source', value: 1 } }],
  on: 'dom',
  writes: { ifArgument: { name: 'source', value: 1 } },
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.InterfaceAddresses'],
})

export const domainSetUserPassword = call('domainSetUserPassword', 357, 'virDomainSetUserPassword', {
  args: { dom: domain, user: optional(string), password: optional(string), flags: uint },
  allow: ['domain:set_password'],
  on: 'dom',
  writes: true,
  flags: { qemu: domainSetUserPasswordFlags.ENCRYPTED, test: domainSetUserPasswordFlags.ENCRYPTED },
  bus: ['org.libvirt.Domain.SetUserPassword'],
})

export const domainGetGuestVcpus = call('domainGetGuestVcpus', 371, 'virDomainGetGuestVcpus', {
  args: { dom: domain, flags: uint },
  ret: { params: list(typedParameter, 64) },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
  bus: ['org.libvirt.Domain.GetGuestVcpus'],
})

export const domainSetGuestVcpus = call('domainSetGuestVcpus', 372, 'virDomainSetGuestVcpus', {
  args: { dom: domain, cpumap: string, state: int, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
  bus: ['org.libvirt.Domain.SetGuestVcpus'],
})

export const domainGetGuestInfo = call('domainGetGuestInfo', 418, 'virDomainGetGuestInfo', {
  args: { dom: domain, types: uint, flags: uint },
  ret: { params: list(typedParameter, 2048) },
  allow: ['domain:write'],
  on: 'dom',
  flags: { test: 0, qemu: 0 },
})

export const domainAgentSetResponseTimeout = call(
  'domainAgentSetResponseTimeout',
  420,
  'virDomainAgentSetResponseTimeout',
  {
    args: { dom: domain, timeout: int, flags: uint },
    ret: { result: int },
    allow: ['domain:write'],
    on: 'dom',
    writes: true,
    flags: { qemu: 0 },
  },
)

export const domainAuthorizedSshKeysGet = call('domainAuthorizedSshKeysGet', 424, 'virDomainAuthorizedSSHKeysGet', {
  args: { dom: domain, user: string, flags: uint },
  ret: { keys: list(string, 2048) },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
})

export const domainAuthorizedSshKeysSet = call('domainAuthorizedSshKeysSet', 425, 'virDomainAuthorizedSSHKeysSet', {
  args: { dom: domain, user: string, keys: list(string, 2048), flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainAuthorizedSSHKeysSetFlags, 'APPEND', 'REMOVE'),
    qemu: bits(domainAuthorizedSSHKeysSetFlags, 'APPEND', 'REMOVE'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND', 1],
      ['VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE', 2],
    ],
  ],
})
