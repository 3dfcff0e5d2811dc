// Rows of the call table, see call.ts.
import { qemuCall } from '../call.js'
import { domainQemuMonitorCommandFlags } from '../enums/qemu.js'
import { domain, int, optional, string, uint } from '../schema.js'

export const qemuDomainMonitorCommand = qemuCall('qemuDomainMonitorCommand', 1, 'virDomainQemuMonitorCommand', {
  args: { dom: domain, cmd: string, flags: uint },
  ret: { result: string },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
})

export const qemuDomainAttach = qemuCall('qemuDomainAttach', 2, 'virDomainQemuAttach', {
  args: { pid_value: uint, flags: uint },
  ret: { dom: domain },
  allow: ['domain:start', 'domain:write'],
  on: 'new',
  writes: true,
})

export const qemuDomainAgentCommand = qemuCall('qemuDomainAgentCommand', 3, 'virDomainQemuAgentCommand', {
  args: { dom: domain, cmd: string, timeout: int, flags: uint },
  ret: { result: optional(string) },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0 },
})

export const qemuConnectDomainMonitorEventRegister = qemuCall(
  'qemuConnectDomainMonitorEventRegister',
  4,
  'virConnectDomainQemuMonitorEventRegister',
  {
    args: { dom: optional(domain), event: optional(string), flags: uint },
    ret: { callbackID: int },
    allow: ['connect:search_domains', 'connect:write'],
    filter: 'domain:getattr',
    writes: true,
    priority: 'high',
  },
)

export const qemuConnectDomainMonitorEventDeregister = qemuCall(
  'qemuConnectDomainMonitorEventDeregister',
  5,
  'virConnectDomainQemuMonitorEventDeregister',
  {
    args: { callbackID: int },
    allow: ['connect:write'],
    writes: true,
    priority: 'high',
  },
)

export const qemuDomainMonitorCommandWithFiles = qemuCall(
  'qemuDomainMonitorCommandWithFiles',
  7,
  'virDomainQemuMonitorCommandWithFiles',
  {
    args: { dom: domain, cmd: string, flags: uint },
    ret: { result: string },
    allow: ['domain:write'],
    on: 'dom',
    writes: true,
    flags: { qemu: domainQemuMonitorCommandFlags.HMP },
  },
)
