// From a packet to the road and back. Everything about a call is read off its row.
import { closeSync } from 'node:fs'
import { performAny, type Values } from '../access/perform.js'
import * as adminCalls from '../api/adminCalls.js'
import type { Call } from '../api/call.js'
import * as calls from '../api/calls/index.js'
import type { CallContext, Driver } from '../api/Driver.js'
import type { ErrorDomainName } from '../api/errorDomains.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { isRemote } from './client/isRemote.js'
import type { ClientConnection } from './ClientConnection.js'
import { checkRoom } from './checkRoom.js'
import { limitTypedParameters } from './limitTypedParameters.js'
import { bodyStart, type Header, messageStatus, messageType, type Packet, programVersion } from './packet.js'
import type { ReceivedFiles } from './ReceivedFiles.js'
import type { StreamEndpoint } from './StreamEndpoint.js'
import { fieldsCodec } from './xdr/fieldsCodec.js'
import { OversizeError } from './xdr/OversizeError.js'
import { XdrError, XdrReader } from './xdr/XdrReader.js'

const rows: ReadonlyMap<string, Call> = new Map(
  [...Object.values<Call>(calls), ...Object.values<Call>(adminCalls)].map(row => [`${row.program}:${row.number}`, row]),
)

/** Whether a packet is a call that must not wait for slow ones. */
export function isUrgent(connection: ClientConnection, { header }: Packet): boolean {
  return header.type === messageType.call && rowOf(connection, header)?.priority === 'high'
}

function rowOf({ settings }: ClientConnection, { program, version, procedure }: Header): Call | undefined {
  return version === programVersion ? rows.get(`${settings.service.programs.get(program)}:${procedure}`) : undefined
}

/**
 * Handles one packet. What it returns resolves when the packet no longer counts against the client's limit, and never
 * rejects. The descriptors are closed by then.
 */
export function dispatch(
  connection: ClientConnection,
  packet: Packet,
  files: ReceivedFiles,
): Promise<void> | undefined {
  const { type, program, version } = packet.header
  if (type === messageType.stream || type === messageType.streamHole) return connection.streams.receive(packet)
  if (type !== messageType.call && type !== messageType.callWithFds) return undefined
  if (version !== programVersion || !connection.settings.service.programs.has(program)) {
    files.close()
    const text = `Cannot find program ${program} version ${version}`
    return connection.replyError(packet.header, new LibvirtError('RPC', text), 'RPC')
  }
  return answer(connection, packet, rowOf(connection, packet.header), files).finally(() => files.close())
}

async function answer(
  connection: ClientConnection,
  packet: Packet,
  row: Call | undefined,
  files: ReceivedFiles,
): Promise<void> {
  const { header } = packet
  let reporter: ErrorDomainName = 'RPC'
  try {
    if (header.status !== messageStatus.ok) throw new LibvirtError('RPC', `Unexpected message status ${header.status}`)
    if (!connection.authenticated && !row?.beforeAuth) throw new LibvirtError('RPC', 'authentication required')
    if (!row) throw new LibvirtError('RPC', `unknown procedure: ${header.procedure}`)
    const args = decode(row, packet)
    const own = connection.settings.service.own.get(row.name)
    if (own) {
      const result = await own(connection, args, row)
      const reply = connection.reply(header, body => fieldsCodec(row.ret).write(body, result))
      if (row === calls.connectClose || row === adminCalls.admConnectClose) connection.closeWhenFlushed()
      return await reply
    }
    const driver = driverFor(connection, row)
    checkRoom(row, args)
    reporter = driver.errorDomain
    await performAndReply(connection, header, row, driver, args, files)
  } catch (error) {
    await connection.replyError(header, toLibvirtError(error, connection, row), reporter)
  }
}

async function performAndReply(
  connection: ClientConnection,
  header: Header,
  row: Call,
  driver: Driver,
  args: Values,
  files: ReceivedFiles,
): Promise<void> {
  const replies: number[] = []
  let stream: StreamEndpoint | undefined
  const sparse = row.stream?.sparse !== undefined && (Number(args['flags'] ?? 0) & row.stream.sparse) !== 0
  const context: CallContext = {
    caller: isRemote(driver) ? { ...connection.caller, trusted: true } : connection.caller,
    signal: connection.signal,
    files,
    sendFile: fd => {
      replies.push(fd)
      if (connection.carriesFiles) return
      throw new LibvirtError('NO_SUPPORT', row.api, { domain: 'RPC', hint: 'descriptors travel by UNIX sockets only' })
    },
    openStream: end => {
      stream = connection.streams.open(header, end, sparse)
    },
  }
  try {
    const result = await performAny(row, driver, args, context, connection.settings.guard)
    const values = limitTypedParameters(row, args, result ?? {})
    const reply = connection.reply(header, body => fieldsCodec(row.ret).write(body, values), replies)
    stream?.start()
    await reply
  } catch (error) {
    stream?.drop()
    for (const fd of replies) closeSync(fd)
    throw error
  }
}

function decode(row: Call, { header, bytes }: Packet): Values {
  // A call with descriptors has their number in front of its arguments.
  const start = header.type === messageType.callWithFds ? bodyStart + 4 : bodyStart
  try {
    return fieldsCodec(row.args).read(new XdrReader(bytes, start))
  } catch (error) {
    if (error instanceof XdrError) throw new LibvirtError('RPC', 'Unable to decode message payload', { cause: error })
    throw error
  }
}

function driverFor(connection: ClientConnection, row: Call): Driver {
  const { routes } = connection
  if (!routes) {
    const what = row.route === undefined ? 'hypervisor connection' : `${row.route} connection`
    throw new LibvirtError('INTERNAL_ERROR', `${what} not open`)
  }
  const { route = 'hypervisor' } = row
  const driver = route === 'daemon' ? routes.hypervisor : routes[route]
  if (driver) return driver
  if (route === 'hypervisor') throw new LibvirtError('NO_SUPPORT', row.api)
  throw new LibvirtError('INTERNAL_ERROR', 'connection not open')
}

function toLibvirtError(error: unknown, connection: ClientConnection, row: Call | undefined): LibvirtError {
  if (error instanceof LibvirtError) return error
  if (error instanceof OversizeError) {
    return new LibvirtError('RPC', 'Unable to encode message payload', { hint: error.message, cause: error })
  }
  const reference = connection.settings.reportBug(error, row?.api ?? 'unknown call', connection.caller)
  return new LibvirtError('INTERNAL_ERROR', `unexpected failure, see journal entry ${reference}`)
}
