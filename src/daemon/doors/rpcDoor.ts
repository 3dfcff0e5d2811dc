// libvirt's sockets as a daemon's configuration wants them.
import { join } from 'node:path'
import type { Caller } from '../../api/Caller.js'
import type { Driver } from '../../api/Driver.js'
import { findGroup } from '../../host/findUser.js'
import { log } from '../../log/log.js'
import { logBug } from '../../log/logBug.js'
import { openRoutes } from '../../rpc/openRoutes.js'
import { RpcDoor, type RpcSocketPlan } from '../../rpc/RpcDoor.js'
import type { SocketAuth } from '../../rpc/RpcSettings.js'
import { accessOf } from '../access.js'
import type { DaemonContext } from '../DaemonContext.js'
import type { Door, DoorFactory } from '../Door.js'

export interface RpcDoorChoice {
  /** Makes the driver of `test:////path`. */
  readonly openTestFile?: (path: string, context: DaemonContext, caller: Caller) => Promise<Driver>
}

/** The classic daemons' sockets carry the library's name, the modular ones' their own. */
const socketBase = (daemon: string) => (daemon === 'libvirtd' || daemon === 'virtproxyd' ? 'libvirt' : daemon)

export function rpcDoor({ openTestFile }: RpcDoorChoice = {}): DoorFactory {
  return async (drivers, context): Promise<Door> => {
    const { config } = context
    const { guard, authority, trusts } = accessOf(context)
    return new RpcDoor({
      settings: {
        guard,
        authority,
        trusts,
        open: (uri, caller) =>
          openRoutes(uri, {
            drivers,
            system: context.mode === 'system',
            ...(openTestFile ? { openTestFile: path => openTestFile(path, context, caller) } : {}),
          }),
        keepalive: { interval: config.keepaliveInterval, count: config.keepaliveCount },
        maxClientRequests: config.maxClientRequests,
        reportBug: (error, call, caller) => logBug(error, { call, caller }),
      },
      limits: { maxClients: config.maxClients, maxAnonymousClients: config.maxAnonymousClients },
      sockets: plans(context),
      activated: context.activation.active,
      backlog: config.maxQueuedClients,
      gid: config.unixSockGroup === undefined ? undefined : await findGroup(config.unixSockGroup),
      clientsChanged: () => context.clientsChanged(),
      onError: error => log.warning({ error }, `A client could not be taken: ${error.message}`),
    })
  }
}

function plans({ name, config, directories, mode, activation }: DaemonContext): RpcSocketPlan[] {
  const base = join(config.unixSockDir ?? directories.runtime, `${socketBase(name)}-sock`)
  // Without a word in the file, polkit decides call by call; with one, whoever is refused stays outside.
  const rwAuth: SocketAuth = config.authUnixRw === 'polkit' && !config.authUnixRwGiven ? 'perCall' : config.authUnixRw
  const readWrite = {
    path: base,
    mode: config.unixSockRwPerms,
    readOnly: false,
    auth: rwAuth,
    passed: activation.take(`${name}.socket`),
  }
  if (mode === 'session') return [readWrite]
  const readOnly = {
    path: `${base}-ro`,
    mode: config.unixSockRoPerms,
    readOnly: true,
    auth: config.authUnixRo,
    passed: activation.take(`${name}-ro.socket`),
  }
  return [readWrite, readOnly]
}
