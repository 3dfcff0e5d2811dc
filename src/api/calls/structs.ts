// Structures that several calls share.
import {
  chars,
  domain,
  hyper,
  int,
  list,
  opaque,
  optional,
  string,
  struct,
  typedParameter,
  uhyper,
  uint,
} from '../schema.js'

export const vcpuInfo = struct({ number: uint, state: int, cpu_time: uhyper, cpu: int })

export const domainMemoryStat = struct({ tag: int, val: uhyper })

export const nodeGetCpuStatsItem = struct({ field: string, value: uhyper })

export const nodeGetMemoryStatsItem = struct({ field: string, value: uhyper })

export const domainDiskError = struct({ disk: string, error: int })

export const domainGetSecurityLabelRet = struct({ label: chars(4097), enforcing: int })

export const networkDhcpLease = struct({
  iface: string,
  expirytime: hyper,
  type: int,
  mac: optional(string),
  iaid: optional(string),
  ipaddr: string,
  prefix: uint,
  hostname: optional(string),
  clientid: optional(string),
})

export const domainStatsRecord = struct({ dom: domain, params: list(typedParameter, 262144) })

export const domainFsinfo = struct({ mountpoint: string, name: string, fstype: string, dev_aliases: list(string, 256) })

export const domainIothreadInfo = struct({ iothread_id: uint, cpumap: opaque(2048) })

export const domainIpAddr = struct({ type: int, addr: string, prefix: uint })

export const domainInterface = struct({ name: string, hwaddr: optional(string), addrs: list(domainIpAddr, 2048) })

export const domainEventGraphicsAddress = struct({ family: int, node: string, service: string })

export const domainEventGraphicsIdentity = struct({ type: string, name: string })
