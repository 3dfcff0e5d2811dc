// Owns a backup's `<server>`.
import { parseUint } from '../xml/parseInteger.js'
import { formatYesNo, nonEmpty, optionalEnum, refuseAt, requiredAttribute, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { BackupServer } from './Backup.js'

const largestPort = 65535

/** @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED, INVALID_ARG */
export function parseBackupServer(element: XmlElement): BackupServer {
  const transport = optionalEnum(element, 'transport', ['tcp', 'unix', 'rdma', 'fd']) ?? 'tcp'
  const tls = yesNo(element, 'tls')
  const socket = element.attribute('socket')
  if (transport === 'rdma') {
    throw refuseAt(element, 'transport rdma is not supported for <server>', 'CONFIG_UNSUPPORTED')
  }
  if (transport === 'unix') {
    if (socket === undefined) throw refuseAt(element, 'missing socket for unix transport')
    if (!socket.startsWith('/')) throw refuseAt(element, `backup socket path '${socket}' must be absolute`)
    return { transport, tls, socket }
  }
  if (socket !== undefined) throw refuseAt(element, `transport '${transport}' does not support socket attribute`)
  if (transport === 'fd') return { transport, tls, fdgroup: requiredAttribute(element, 'fdgroup') }
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'missing name for host')
  return { transport, tls, name, port: parsePort(element) }
}

function parsePort(element: XmlElement): number | undefined {
  const text = nonEmpty(element, 'port')
  if (text === undefined) return undefined
  const port = parseUint(text)
  if (port === undefined) throw refuseAt(element, `failed to parse port number '${text}'`, 'INVALID_ARG')
  if (port > largestPort) throw refuseAt(element, `port '${port}' out of range`, 'INVALID_ARG')
  return port || undefined
}

/** Writes `<server>`. */
export function formatBackupServer(writer: XmlWriter, server: BackupServer | undefined): void {
  if (!server) return
  const { transport, tls, name, port, socket, fdgroup } = server
  writer.element('server', { transport, tls: formatYesNo(tls), name, port, socket, fdgroup })
}
