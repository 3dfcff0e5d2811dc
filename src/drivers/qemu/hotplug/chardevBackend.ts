// The same character device in the two languages QEMU has for it: flat on the command line, nested over QMP.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { ChardevProperties, Properties } from '../command/CommandOption.js'

/** Name under which QEMU knows a descriptor that was handed to it for a chardev. */
export function chardevDescriptor(id: string): string {
  return `${id}-source`
}

/** Arguments of chardev-add. @throws LibvirtError CONFIG_UNSUPPORTED for back ends that cannot be added to a running guest */
export function chardevAddArguments({ backend, id, arguments: flat }: ChardevProperties): Record<string, unknown> {
  const { logfile, logappend, ...own } = flat
  const data = { ...backendData(backend, id, own), logfile, logappend }
  return { id, backend: { type: backend, data: withoutUndefined(data) } }
}

function backendData(backend: string, id: string, own: Properties): Properties {
  switch (backend) {
    case 'null':
    case 'pty':
    case 'spicevmc':
    case 'dbus':
    case 'qemu-vdagent':
      return renamed(own, { name: backend === 'spicevmc' ? 'type' : 'name' })
    case 'spiceport':
      return renamed(own, { name: 'fqdn' })
    case 'file':
      return renamed(own, { path: 'out' })
    case 'serial':
    case 'parallel':
    case 'pipe':
      return renamed(own, { path: 'device' })
    case 'udp':
      return {
        remote: inet(own['host'], own['port']),
        local: own['localport'] === undefined ? undefined : inet(own['localaddr'], own['localport']),
      }
    case 'socket':
      return socketData(id, own)
    default:
      throw new LibvirtError('CONFIG_UNSUPPORTED', `unsupported chardev '${backend}' for hotplug`)
  }
}

function renamed(own: Properties, names: Readonly<Record<string, string>>): Properties {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [names[name] ?? name, value]))
}

// QMP wants ports as strings, for the sake of service names.
function inet(host: Properties[string], port: Properties[string]): Properties {
  const service = typeof port === 'number' || typeof port === 'string' ? String(port) : ''
  return { type: 'inet', data: { host: host ?? '', port: service } }
}

function socketData(id: string, { fd, path, host, port, server, ...rest }: Properties): Properties {
  const addr: Properties =
    fd !== undefined
      ? { type: 'fd', data: { str: chardevDescriptor(id) } }
      : path !== undefined
        ? { type: 'unix', data: { path } }
        : inet(host, port)
  // QMP takes a socket for a server unless told otherwise, the command line for a client.
  return { addr, ...rest, server: server ?? false }
}

function withoutUndefined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined))
}
