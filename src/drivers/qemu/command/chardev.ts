// The host end of character devices.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type {
  CharSource,
  PathSource,
  Reconnect,
  TcpSource,
  UdpSource,
} from '../../../model/domain/devices/charSource.js'
import { type CommandContext, has } from './CommandContext.js'
import type { ChardevProperties, CommandOption, Properties } from './CommandOption.js'
import { passedSet } from './passedSet.js'
import { tlsObjects } from './tlsObject.js'

/** How a client of a socket comes back after it lost its server. */
export function reconnectProperties(reconnect: Reconnect | undefined, context: CommandContext): Properties {
  if (reconnect?.enabled === undefined) return {}
  const seconds = reconnect.enabled ? (reconnect.timeout ?? 0) : 0
  return has(context, 'chardev-reconnect-miliseconds') ? { 'reconnect-ms': seconds * 1000 } : { reconnect: seconds }
}

/** A plain UNIX socket of QEMU's, as vhost-user devices have it. */
export function chardevSocket(
  id: string,
  where: { path?: string | undefined; fd?: number | undefined; server?: boolean; reconnect?: Reconnect | undefined },
  context: CommandContext,
): CommandOption {
  const { path, fd, server, reconnect } = where
  const properties: Properties = {
    fd,
    path: fd === undefined ? path : undefined,
    server: server ? true : undefined,
    ...reconnectProperties(reconnect, context),
  }
  return { kind: 'chardev', properties: { backend: 'socket', id, arguments: properties } }
}

function path(source: PathSource, alias: string, context: CommandContext): ChardevProperties['arguments'] {
  const passed = passedSet(context, `${alias}-source`)
  if (passed.path !== undefined) return { path: passed.path, append: true }
  return { path: source.path, append: source.type === 'file' ? source.append : undefined }
}

function tcp(source: TcpSource, id: string, context: CommandContext): Properties {
  return {
    host: source.host,
    port: source.service,
    telnet: source.protocol === 'telnet' ? true : undefined,
    ...(source.listen ? { server: true, wait: false } : reconnectProperties(source.reconnect, context)),
    'tls-creds': source.tls ? `obj${id}_tls0` : undefined,
  }
}

function udp(source: UdpSource): Properties {
  return {
    host: source.connectHost ?? '',
    port: source.connectService,
    localaddr: source.bindHost ?? '',
    localport: source.bindService ?? '0',
  }
}

function backend(
  source: CharSource,
  id: string,
  alias: string,
  role: string,
  context: CommandContext,
): [string, Properties] {
  switch (source.type) {
    case 'null':
    case 'vc':
    case 'pty':
    case 'stdio':
      return [source.type, {}]
    case 'dev':
      return [role === 'parallel' ? 'parallel' : 'serial', { path: source.path }]
    case 'file':
      return ['file', path(source, alias, context)]
    case 'pipe':
      return ['pipe', { path: source.path }]
    case 'udp':
      return ['udp', udp(source)]
    case 'tcp':
      return ['socket', tcp(source, id, context)]
    case 'unix': {
      const fd = source.listen ? context.descriptors.fds.get(id)?.[0] : undefined
      const server = source.listen ? { server: true, wait: false } : reconnectProperties(source.reconnect, context)
      return ['socket', { fd, path: fd === undefined ? source.path : undefined, ...server }]
    }
    case 'spicevmc':
      return ['spicevmc', { name: spiceName(role) }]
    case 'spiceport':
      return ['spiceport', { name: source.channel }]
    case 'dbus':
      return ['dbus', { name: source.channel }]
    case 'qemu-vdagent':
      return [
        'qemu-vdagent',
        {
          name: 'vdagent',
          clipboard: source.clipboard,
          mouse: source.mouse === undefined ? undefined : source.mouse === 'client',
        },
      ]
    case 'nmdm':
      throw new LibvirtError('CONFIG_UNSUPPORTED', `unsupported chardev '${source.type}'`)
  }
}

/** Names under which a SPICE client knows its channels. */
function spiceName(role: string): string {
  return role === 'smartcard' ? 'smartcard' : role === 'redirdev' ? 'usbredir' : 'vdagent'
}

function logProperties(source: CharSource, alias: string, context: CommandContext): Properties {
  if (source.log === undefined) return {}
  const passed = passedSet(context, `${alias}-log`)
  if (passed.path !== undefined) return { logfile: passed.path, logappend: true }
  return { logfile: source.log.file, logappend: source.log.append }
}

/**
 * The character device `char<alias>`, with the descriptors and credentials it needs.
 * @param role kind of the device it serves
 * @throws LibvirtError CONFIG_UNSUPPORTED for sources QEMU has not got
 */
export function chardevOptions(
  source: CharSource,
  alias: string,
  role: string,
  context: CommandContext,
): CommandOption[] {
  const id = `char${alias}`
  const [name, properties] = backend(source, id, alias, role, context)
  const options: CommandOption[] = []
  if (source.type === 'tcp' && source.tls) {
    options.push(
      ...tlsObjects(context, 'chardev', `obj${id}_tls0`, source.listen ? 'server' : 'client', `${id}-secret0`),
    )
  }
  if (source.type === 'file') options.push(...passedSet(context, `${alias}-source`).options)
  options.push(...passedSet(context, `${alias}-log`).options)
  const log = logProperties(source, alias, context)
  options.push({ kind: 'chardev', properties: { backend: name, id, arguments: { ...properties, ...log } } })
  return options
}
