// libvirt's sockets as a daemon's configuration wants them: the main and the read-only one, and the administrator's.
import { join } from 'node:path'
import type { Caller } from '../../api/Caller.js'
import type { Driver } from '../../api/Driver.js'
import { findGroup } from '../../host/findUser.js'
import { log } from '../../log/log.js'
import { logBug } from '../../log/logBug.js'
import type { AdministeredServer } from '../../rpc/admin/AdministeredDaemon.js'
import { adminService } from '../../rpc/admin/adminService.js'
import { libvirtService } from '../../rpc/connectionCalls.js'
import { remoteDriver } from '../../rpc/client/remoteDriver.js'
import { openRemoteRoutes, socketOf } from '../../rpc/openRemoteRoutes.js'
import { openRoutes } from '../../rpc/openRoutes.js'
import { RpcDoor, type RpcSocketPlan } from '../../rpc/RpcDoor.js'
import { RpcServer } from '../../rpc/RpcServer.js'
import type { RpcSettings, SocketAuth } from '../../rpc/RpcSettings.js'
import { accessOf } from '../access.js'
import { administeredDaemon } from '../administeredDaemon.js'
import type { DaemonContext } from '../DaemonContext.js'
import type { Door, DoorFactory } from '../Door.js'
import { networkPorts } from './networkPorts.js'

export interface RpcDoorChoice {
  /** The program has no drivers of its own and stands in front of the modular daemons. */
  readonly inFront?: boolean
  /** The program has no option --listen: its configuration alone decides about ports. */
  readonly alwaysListens?: boolean
  /** Makes the driver of `test:////path`. */
  readonly openTestFile?: (path: string, context: DaemonContext, caller: Caller) => Promise<Driver>
}

/** The classic daemons' sockets carry the library's name, the modular ones' their own. */
const socketBase = (daemon: string) => (daemon === 'libvirtd' || daemon === 'virtproxyd' ? 'libvirt' : daemon)

export function rpcDoor(choice: RpcDoorChoice = {}): DoorFactory {
  return async (drivers, context): Promise<Door> => {
    const { config } = context
    const main = mainServer(choice, drivers, context)
    const network = networkPorts(main, context, choice.alwaysListens ?? context.listen)
    const admin = adminServer(main, network.updateTlsFiles, context)
    const rpc = new RpcDoor({
      sockets: plans(main, admin, context),
      activated: context.activation.active,
      gid: config.unixSockGroup === undefined ? undefined : await findGroup(config.unixSockGroup),
      onError: error => log.warning({ error }, `A client could not be taken: ${error.message}`),
    })
    return {
      name: rpc.name,
      get clients() {
        return rpc.clients
      },
      async listen() {
        await rpc.listen()
        network.listen()
      },
      async start() {
        await rpc.start()
        network.start()
      },
      async stop() {
        await rpc.stop()
        network.close()
      },
    }
  }
}

function mainServer(choice: RpcDoorChoice, drivers: readonly Driver[], context: DaemonContext): RpcServer {
  const { config } = context
  const settings: RpcSettings = {
    ...accessOf(context),
    trustsNetwork: !config.accessDrivers?.includes('polkit'),
    service: libvirtService,
    open: opening(choice, drivers, context),
    sasl: { allowed: config.saslAllowedUsernameList, tcpStrength: context.network?.tcpMinSsf ?? 0 },
    keepalive: { interval: config.keepaliveInterval, count: config.keepaliveCount },
    maxClientRequests: config.maxClientRequests,
    reportBug: (error, call, caller) => logBug(error, { call, caller }),
  }
  const limits = { maxClients: config.maxClients, maxAnonymousClients: config.maxAnonymousClients }
  return new RpcServer(settings, limits, () => context.clientsChanged())
}

/** What a client's URI leads to: drivers of this daemon, or daemons behind it. */
function opening(
  { openTestFile, inFront }: RpcDoorChoice,
  drivers: readonly Driver[],
  context: DaemonContext,
): RpcSettings['open'] {
  const { config, directories, mode, name } = context
  const runtime = config.unixSockDir ?? directories.runtime
  const system = mode === 'system'
  if (inFront) return (uri, peer) => openRemoteRoutes(uri, { runtime, system, peer, onLost: () => peer.driverLost() })
  return (uri, peer) =>
    openRoutes(uri, {
      drivers,
      system,
      ...(openTestFile ? { openTestFile: path => openTestFile(path, context, peer.caller) } : {}),
      ...(name === 'libvirtd'
        ? {}
        : { elsewhere: (route, uri) => remoteDriver({ uri, socket: socketOf(runtime, route), peer }) }),
    })
}

/** The administrator's server administers itself as well. */
function adminServer(main: RpcServer, updateTlsFiles: (() => void) | undefined, context: DaemonContext): RpcServer {
  const { config } = context
  const servers: AdministeredServer[] = []
  const settings: RpcSettings = {
    ...main.settings,
    service: adminService(administeredDaemon(context, servers)),
    keepalive: { interval: config.adminKeepaliveInterval, count: config.adminKeepaliveCount },
    maxClientRequests: config.adminMaxClientRequests,
  }
  const limits = { maxClients: config.adminMaxClients, maxAnonymousClients: 0 }
  const admin = new RpcServer(settings, limits, () => context.clientsChanged())
  const workers = { min: config.minWorkers, max: config.maxWorkers, priority: config.prioWorkers }
  servers.push({ name: context.name, server: main, workers, ...(updateTlsFiles ? { updateTlsFiles } : {}) })
  const adminWorkers = { min: config.adminMinWorkers, max: config.adminMaxWorkers, priority: 0 }
  servers.push({ name: 'admin', server: admin, workers: adminWorkers })
  return admin
}

function plans(main: RpcServer, admin: RpcServer, context: DaemonContext): RpcSocketPlan[] {
  const { name, config, directories, mode, activation } = context
  const base = join(config.unixSockDir ?? directories.runtime, socketBase(name))
  // Without a word in the file, polkit decides call by call; with one, whoever is refused stays outside.
  const rwAuth: SocketAuth = config.authUnixRw === 'polkit' && !config.authUnixRwGiven ? 'perCall' : config.authUnixRw
  const readWrite: RpcSocketPlan = {
    server: main,
    path: `${base}-sock`,
    mode: config.unixSockRwPerms,
    readOnly: false,
    auth: rwAuth,
    backlog: config.maxQueuedClients,
    passed: activation.take(`${name}.socket`),
  }
  const readOnly: RpcSocketPlan = {
    ...readWrite,
    path: `${base}-sock-ro`,
    mode: config.unixSockRoPerms,
    readOnly: true,
    auth: config.authUnixRo,
    passed: activation.take(`${name}-ro.socket`),
  }
  const own = process.geteuid?.()
  const forAdmin: RpcSocketPlan = {
    server: admin,
    path: `${base}-admin-sock`,
    mode: config.unixSockAdminPerms,
    readOnly: false,
    auth: 'none',
    backlog: config.adminMaxQueuedClients,
    admits: ({ uid }) => uid === own,
    passed: activation.take(`${name}-admin.socket`),
  }
  return mode === 'session' ? [readWrite, forAdmin] : [readWrite, readOnly, forAdmin]
}
