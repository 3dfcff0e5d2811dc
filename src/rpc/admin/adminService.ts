// The admin program: a daemon's servers, their clients and limits, its log, its timeout and its end.
import type { Values } from '../../access/perform.js'
import * as calls from '../../api/adminCalls.js'
import type { Call } from '../../api/call.js'
import { clientTransport } from '../../api/enums/admin.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { libvirtVersion } from '../../api/libvirtVersion.js'
import type { TypedParameter } from '../../api/schema.js'
import type { ClientConnection } from '../ClientConnection.js'
import { programs } from '../packet.js'
import type { OwnCall, Service } from '../Service.js'
import type { AdministeredDaemon, AdministeredServer, LogSetting } from './AdministeredDaemon.js'
import { clientInfo } from './clientInfo.js'
import { readParameters } from './readParameters.js'

const nothing: Values = {}
const uint = (field: string, value: number): TypedParameter => ({ field, type: 'uint', value })

/** The admin socket's service for one daemon. */
export function adminService(daemon: AdministeredDaemon): Service {
  const { log } = daemon
  const rows: readonly (readonly [Call, (args: Values) => Promise<Values> | Values])[] = [
    [calls.admConnectOpen, () => nothing],
    [calls.admConnectClose, () => nothing],
    [calls.admConnectGetLibVersion, () => ({ libVer: libvirtVersion.number })],
    [calls.admConnectListServers, args => listOf('servers', args, daemon.servers.map(named))],
    [calls.admConnectLookupServer, ({ name }) => ({ srv: named(serverOf(daemon, name)) })],
    [calls.admServerGetThreadPoolParameters, ({ srv }) => ({ params: workersOf(serverIn(daemon, srv)) })],
    [calls.admServerSetThreadPoolParameters, ({ srv, params }) => setWorkers(serverIn(daemon, srv), params)],
    [calls.admServerListClients, args => listOf('clients', args, clientsOf(serverIn(daemon, args['srv'])))],
    [calls.admServerLookupClient, ({ srv, id }) => ({ clnt: clientOf(serverIn(daemon, srv), id).reference })],
    [calls.admClientGetInfo, async ({ clnt }) => ({ params: await clientInfo(clientIn(daemon, clnt)) })],
    [calls.admClientClose, ({ clnt }) => (clientIn(daemon, clnt).closeWhenFlushed(), nothing)],
    [calls.admServerGetClientLimits, ({ srv }) => ({ params: limitsOf(serverIn(daemon, srv)) })],
    [calls.admServerSetClientLimits, ({ srv, params }) => setLimits(serverIn(daemon, srv), params)],
    [calls.admConnectGetLoggingOutputs, () => ({ outputs: log.outputs.text, noutputs: log.outputs.count })],
    [calls.admConnectGetLoggingFilters, () => ({ filters: textOf(log.filters), nfilters: log.filters.count })],
    [calls.admConnectSetLoggingOutputs, ({ outputs }) => setLog(text => log.setOutputs(text), outputs)],
    [calls.admConnectSetLoggingFilters, ({ filters }) => setLog(text => log.setFilters(text), filters)],
    [calls.admServerUpdateTlsFiles, ({ srv }) => updateTlsFiles(serverIn(daemon, srv))],
    [calls.admConnectSetDaemonTimeout, ({ timeout }) => (daemon.setTimeout(Number(timeout)), nothing)],
    [calls.admConnectDaemonShutdown, ({ flags }) => (daemon.shutdown((Number(flags) & preserve) !== 0), nothing)],
  ]
  return {
    programs: new Map([[programs.admin, 'admin']]),
    own: new Map(rows.map(([row, handle]) => [row.name, opened(row, handle)])),
  }
}

/** VIR_DAEMON_SHUTDOWN_PRESERVE: guests are put away first, as the driver's configuration says of the host's shutdown. */
const preserve = 1
/** Flags that calls take; all others take none. */
const takenFlags: ReadonlyMap<Call, number> = new Map([[calls.admConnectDaemonShutdown, preserve]])

function opened(row: Call, handle: (args: Values) => Promise<Values> | Values): OwnCall {
  return (_connection, args) => {
    const flags = (Number(args['flags'] ?? 0) & ~(takenFlags.get(row) ?? 0)) >>> 0
    if (flags !== 0) {
      const text = `unsupported flags (0x${flags.toString(16)}) in function ${row.api}`
      throw new LibvirtError('INVALID_ARG', text, { domain: 'ADMIN', bare: true })
    }
    return handle(args)
  }
}

const named = ({ name }: AdministeredServer) => ({ name })
const listOf = (field: string, { need_results }: Values, items: readonly unknown[]): Values => ({
  [field]: need_results ? items : [],
  ret: items.length,
})

/** @throws LibvirtError NO_SERVER */
function serverOf(daemon: AdministeredDaemon, name: unknown): AdministeredServer {
  const server = daemon.servers.find(one => one.name === name)
  if (server) return server
  throw new LibvirtError('NO_SERVER', `No server named '${String(name)}'`, { domain: 'RPC' })
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined
const serverIn = (daemon: AdministeredDaemon, reference: unknown) => serverOf(daemon, field(reference, 'name'))

/** @throws LibvirtError NO_SERVER, NO_CLIENT */
function clientIn(daemon: AdministeredDaemon, reference: unknown): ClientConnection {
  return clientOf(serverIn(daemon, field(reference, 'srv')), field(reference, 'id')).client
}

function clientOf(server: AdministeredServer, id: unknown) {
  const client = server.server.clients.get(Number(id))
  if (client) return { client, reference: referenceOf(server, Number(id), client) }
  throw new LibvirtError('NO_CLIENT', `No client with matching ID '${String(id)}'`, { domain: 'RPC' })
}

const transports = { unix: clientTransport.UNIX, tcp: clientTransport.TCP, tls: clientTransport.TLS }

function referenceOf({ name }: AdministeredServer, id: number, { connectedAt, origin }: ClientConnection) {
  const transport = transports[origin.transport]
  return { srv: { name }, id: BigInt(id), timestamp: BigInt(connectedAt), transport }
}

function clientsOf(server: AdministeredServer) {
  return [...server.server.clients].map(([id, client]) => referenceOf(server, id, client))
}

/** Calls in progress are shown as workers at work, so that a busy daemon looks like one. */
function workersOf({ server, workers }: AdministeredServer): TypedParameter[] {
  const loads = [...server.clients.values()].map(({ load }) => load)
  const running = loads.reduce((sum, load) => sum + load.running, 0)
  const current = Math.max(workers.min, running)
  return [
    uint('minWorkers', workers.min),
    uint('maxWorkers', workers.max),
    uint('nWorkers', current),
    uint('freeWorkers', current - running),
    uint('prioWorkers', workers.priority),
    uint(
      'jobQueueDepth',
      loads.reduce((sum, load) => sum + load.waiting, 0),
    ),
  ]
}

function setWorkers(server: AdministeredServer, params: unknown): Values {
  const given = readParameters(params, ['minWorkers', 'maxWorkers', 'prioWorkers'])
  const { workers } = server
  const min = given.minWorkers ?? workers.min
  const max = given.maxWorkers ?? workers.max
  if (max === 0) throw new LibvirtError('INVALID_ARG', 'maxWorkers must be greater than 0', { domain: 'RPC' })
  if (min > max) {
    throw new LibvirtError('INVALID_ARG', 'minWorkers must not be larger than maxWorkers', { domain: 'RPC' })
  }
  server.workers = { min, max, priority: given.prioWorkers ?? workers.priority }
  return nothing
}

function limitsOf({ server }: AdministeredServer): TypedParameter[] {
  return [
    uint('nclients_max', server.limits.maxClients),
    uint('nclients', server.clients.size),
    uint('nclients_unauth_max', server.limits.maxAnonymousClients),
    uint('nclients_unauth', server.anonymous),
  ]
}

function setLimits({ server }: AdministeredServer, params: unknown): Values {
  const given = readParameters(params, ['nclients_max', 'nclients_unauth_max'])
  const maxClients = given.nclients_max ?? server.limits.maxClients
  const maxAnonymousClients = given.nclients_unauth_max ?? server.limits.maxAnonymousClients
  if (maxClients < maxAnonymousClients) {
    const text =
      'The overall maximum number of clients must be greater than the maximum number of clients waiting for authentication'
    throw new LibvirtError('INVALID_ARG', text, { domain: 'RPC' })
  }
  server.limits = { maxClients, maxAnonymousClients }
  return nothing
}

const textOf = ({ text, count }: LogSetting): string | undefined => (count === 0 ? undefined : text)

/** What the log does not understand is the caller's mistake, and its text says where. */
function setLog(set: (text: string) => void, text: unknown): Values {
  try {
    set(typeof text === 'string' ? text : '')
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new LibvirtError('INVALID_ARG', detail, { domain: 'ADMIN', cause: error })
  }
  return nothing
}

function updateTlsFiles(server: AdministeredServer): Values {
  if (!server.updateTlsFiles) {
    throw new LibvirtError('SYSTEM_ERROR', 'no tls service found, unable to update tls files', { domain: 'RPC' })
  }
  server.updateTlsFiles()
  return nothing
}
