// Network interfaces: the host's end.
import { LibvirtError } from '../../../api/LibvirtError.js'
import {
  actualConnection,
  type Interface,
  type InterfaceConnection,
  type SocketConnection,
} from '../../../model/domain/devices/interface.js'
import { chardevSocket } from './chardev.js'
import { aliasOf } from './characterDevices.js'
import { type CommandContext, has } from './CommandContext.js'
import type { CommandOption, Properties } from './CommandOption.js'
import { passedSet } from './passedSet.js'

type Backend = Properties & { type: string }

/** Descriptors in a property: one, or several with colons. */
function descriptorList(name: string, fds: readonly number[] | undefined): Properties {
  if (fds === undefined || fds.length === 0) return {}
  return fds.length === 1 ? { [name]: String(fds[0]) } : { [`${name}s`]: fds.join(':') }
}

function tap(net: Interface, alias: string, context: CommandContext): Backend {
  const vhost = context.descriptors.fds.get(`${alias}-vhost`)
  return {
    type: 'tap',
    ...descriptorList('fd', context.descriptors.fds.get(alias)),
    vhost: vhost && vhost.length > 0 ? true : undefined,
    ...descriptorList('vhostfd', vhost),
    sndbuf: net.sndbuf,
  }
}

function socket({ type, address = '', port, localAddress = '', localPort }: SocketConnection): Backend {
  const place = `${address}:${port}`
  switch (type) {
    case 'client':
      return { type: 'socket', connect: place }
    case 'server':
      return { type: 'socket', listen: place }
    case 'mcast':
      return { type: 'socket', mcast: place }
    case 'udp':
      return { type: 'socket', udp: place, localaddr: `${localAddress}:${localPort}` }
  }
}

/** Addresses QEMU's own network gives to the guest. */
function slirp(net: Interface): Backend {
  const properties: Backend = { type: 'user' }
  for (const { address, family, prefix } of net.guestIp.ips) {
    if (address === undefined) continue
    if (family === 'ipv6' || address.includes(':')) {
      properties['ipv6-prefix'] = address
      if (prefix) properties['ipv6-prefixlen'] = prefix
    } else {
      properties.net = prefix ? `${address}/${prefix}` : address
    }
  }
  return properties
}

/** Where passt listens for a guest's interface. */
export function passtSocket(context: CommandContext, alias: string): string {
  return `${context.settings.passtDirectory}/${context.shortName}-${alias}.socket`
}

const passtReconnectSeconds = 5

function passt(alias: string, context: CommandContext): Backend {
  const reconnect = has(context, 'netdev-stream-reconnect-miliseconds')
    ? { 'reconnect-ms': passtReconnectSeconds * 1000 }
    : { reconnect: has(context, 'netdev.stream.reconnect') ? passtReconnectSeconds : undefined }
  return { type: 'stream', addr: { type: 'unix', path: passtSocket(context, alias) }, server: false, ...reconnect }
}

function queues(net: Interface): number | undefined {
  const count = net.driver?.queues ?? 1
  return count > 1 ? count : undefined
}

function properties(net: Interface, connection: InterfaceConnection, alias: string, context: CommandContext): Backend {
  switch (connection.type) {
    case 'network':
    case 'bridge':
    case 'ethernet':
    case 'direct':
      return tap(net, alias, context)
    case 'client':
    case 'server':
    case 'mcast':
    case 'udp':
      return socket(connection)
    case 'user':
      return net.backend?.type === 'passt' ? passt(alias, context) : slirp(net)
    case 'vhostuser':
      return { type: 'vhost-user', chardev: `char${alias}`, queues: queues(net) }
    case 'vdpa': {
      const vhostdev = passedSet(context, `${alias}-vdpa`).path ?? connection.dev
      return { type: 'vhost-vdpa', vhostdev, queues: queues(net) }
    }
    case 'hostdev':
    case 'internal':
    case 'null':
    case 'vds':
      throw new LibvirtError('CONFIG_UNSUPPORTED', `network type '${connection.type}' is not supported by QEMU`)
  }
}

function vhostuserChardev(connection: InterfaceConnection, alias: string, context: CommandContext): CommandOption[] {
  if (connection.type !== 'vhostuser') return []
  const { char } = connection
  const place = char
    ? { path: char.path, server: char.listen, reconnect: char.reconnect }
    : { path: passtSocket(context, alias), reconnect: { enabled: true, timeout: passtReconnectSeconds } }
  return [chardevSocket(`char${alias}`, place, context)]
}

/** The network back end of an interface, with what it stands on. @throws LibvirtError CONFIG_UNSUPPORTED */
export function netdevOptions(net: Interface, context: CommandContext): CommandOption[] {
  const alias = aliasOf(net.info)
  const connection = actualConnection(net)
  return [
    ...passedSet(context, `${alias}-vdpa`).options,
    ...vhostuserChardev(connection, alias, context),
    { kind: 'netdev', properties: { ...properties(net, connection, alias, context), id: `host${alias}` } },
  ]
}
