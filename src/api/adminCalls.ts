// Rows of the admin program, see call.ts. They are about the daemon itself and reach no driver, so they are no part of the
// table in `calls/`. Facts: libvirt's admin_protocol.x.
import { adminCall } from './call.js'
import { hyper, list, optional, string, struct, typedParameter, uhyper, uint } from './schema.js'

const server = struct({ name: string })
const client = struct({ srv: server, id: uhyper, timestamp: hyper, transport: uint })
const flags = { flags: uint }

export const admConnectOpen = adminCall('admConnectOpen', 1, 'virAdmConnectOpen', { args: flags })

export const admConnectClose = adminCall('admConnectClose', 2, 'virAdmConnectClose')

export const admConnectGetLibVersion = adminCall('admConnectGetLibVersion', 3, 'virAdmConnectGetLibVersion', {
  ret: { libVer: uhyper },
})

export const admConnectListServers = adminCall('admConnectListServers', 4, 'virAdmConnectListServers', {
  args: { need_results: uint, flags: uint },
  ret: { servers: list(server, 16384), ret: uint },
})

export const admConnectLookupServer = adminCall('admConnectLookupServer', 5, 'virAdmConnectLookupServer', {
  args: { name: string, flags: uint },
  ret: { srv: server },
})

export const admServerGetThreadPoolParameters = adminCall(
  'admServerGetThreadPoolParameters',
  6,
  'virAdmServerGetThreadPoolParameters',
  { args: { srv: server, flags: uint }, ret: { params: list(typedParameter, 32) } },
)

export const admServerSetThreadPoolParameters = adminCall(
  'admServerSetThreadPoolParameters',
  7,
  'virAdmServerSetThreadPoolParameters',
  { args: { srv: server, params: list(typedParameter, 32), flags: uint }, writes: true },
)

export const admServerListClients = adminCall('admServerListClients', 8, 'virAdmServerListClients', {
  args: { srv: server, need_results: uint, flags: uint },
  ret: { clients: list(client, 16384), ret: uint },
})

export const admServerLookupClient = adminCall('admServerLookupClient', 9, 'virAdmServerLookupClient', {
  args: { srv: server, id: uhyper, flags: uint },
  ret: { clnt: client },
})

export const admClientGetInfo = adminCall('admClientGetInfo', 10, 'virAdmClientGetInfo', {
  args: { clnt: client, flags: uint },
  ret: { params: list(typedParameter, 64) },
})

export const admClientClose = adminCall('admClientClose', 11, 'virAdmClientClose', {
  args: { clnt: client, flags: uint },
  writes: true,
})

export const admServerGetClientLimits = adminCall('admServerGetClientLimits', 12, 'virAdmServerGetClientLimits', {
  args: { srv: server, flags: uint },
  ret: { params: list(typedParameter, 32) },
})

export const admServerSetClientLimits = adminCall('admServerSetClientLimits', 13, 'virAdmServerSetClientLimits', {
  args: { srv: server, params: list(typedParameter, 32), flags: uint },
  writes: true,
})

export const admConnectGetLoggingOutputs = adminCall(
  'admConnectGetLoggingOutputs',
  14,
  'virAdmConnectGetLoggingOutputs',
  { args: flags, ret: { outputs: string, noutputs: uint } },
)

export const admConnectGetLoggingFilters = adminCall(
  'admConnectGetLoggingFilters',
  15,
  'virAdmConnectGetLoggingFilters',
  { args: flags, ret: { filters: optional(string), nfilters: uint } },
)

export const admConnectSetLoggingOutputs = adminCall(
  'admConnectSetLoggingOutputs',
  16,
  'virAdmConnectSetLoggingOutputs',
  { args: { outputs: optional(string), flags: uint }, writes: true },
)

export const admConnectSetLoggingFilters = adminCall(
  'admConnectSetLoggingFilters',
  17,
  'virAdmConnectSetLoggingFilters',
  { args: { filters: optional(string), flags: uint }, writes: true },
)

export const admServerUpdateTlsFiles = adminCall('admServerUpdateTlsFiles', 18, 'virAdmServerUpdateTlsFiles', {
  args: { srv: server, flags: uint },
  writes: true,
})

export const admConnectSetDaemonTimeout = adminCall('admConnectSetDaemonTimeout', 19, 'virAdmConnectSetDaemonTimeout', {
  args: { timeout: uint, flags: uint },
  writes: true,
})

export const admConnectDaemonShutdown = adminCall('admConnectDaemonShutdown', 20, 'virAdmConnectDaemonShutdown', {
  args: flags,
  writes: true,
})
