// A client of libvirt's protocol, made from the same table as the server: calls overlap, replies come in any order, events and
// streams in between.
import { EventEmitter } from 'node:events'
import { closeSync } from 'node:fs'
import type { Values } from '../../access/perform.js'
import type { Call } from '../../api/call.js'
import * as events from '../../api/events.js'
import type { EventRow } from '../../api/events.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { RpcSocket } from '../ClientConnection.js'
import { PacketReader } from '../PacketReader.js'
import {
  bodyStart,
  formatPacket,
  type Header,
  messageStatus,
  messageType,
  type Packet,
  programs,
  programVersion,
} from '../packet.js'
import { fieldsCodec } from '../xdr/fieldsCodec.js'
import { XdrReader } from '../xdr/XdrReader.js'
import type { XdrWriter } from '../xdr/XdrWriter.js'
import { ClientStream } from './ClientStream.js'
import { readError } from './readError.js'

/** A reply: values as they travel, and descriptors that are the caller's to close. */
export interface Reply {
  readonly values: Values
  readonly fds: readonly number[]
}
/** Descriptors one packet may announce. */
const mostDescriptors = 32

interface Pending {
  readonly row: Call
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}
const eventRows: ReadonlyMap<string, EventRow> = new Map(
  Object.values(events).map(row => [
    `${row.class === 'qemuMonitor' ? programs.qemu : programs.remote}:${row.number}`,
    row,
  ]),
)

/** Owns its socket. Emits `event` (row, callback id, body) and, once, `close`. */
export class RpcClient extends EventEmitter<{
  event: [row: EventRow, id: number, body: Values]
  close: [error: LibvirtError]
}> {
  readonly #reader = new PacketReader()
  readonly #pending = new Map<number, Pending>()
  readonly #streams = new Map<number, ClientStream>()
  /** Streams whose owners do not take what has come. */
  readonly #full = new Set<number>()
  #serial = 0
  #lost: LibvirtError | undefined
  #awaiting: { packet: Packet; count: number } | undefined

  constructor(private readonly socket: RpcSocket) {
    super()
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', error => this.#close(error))
    socket.on('close', () => this.#close())
  }

  /** Why no call can be made any more; undefined as long as one can. */
  get lost(): LibvirtError | undefined {
    return this.#lost
  }

  /**
   * Makes a call. Descriptors are sent along and then closed.
   * @param args plain references and values
   * @throws LibvirtError as the server says, or SYSTEM_ERROR when the connection is gone
   */
  call(row: Call, args: Values, fds: readonly number[] = []): Promise<Reply> {
    return this.#call(this.#serial++, row, args, fds)
  }

  /** Makes a call that opens a stream. The stream is there when the server has agreed. */
  async openStream(row: Call, args: Values): Promise<Reply & { readonly stream: ClientStream }> {
    const serial = this.#serial++
    const stream = this.#stream(headerOf(row, serial))
    // Data may come before the reply.
    this.#streams.set(serial, stream)
    try {
      return { ...(await this.#call(serial, row, args, [])), stream }
    } catch (error) {
      this.#streams.delete(serial)
      throw error
    }
  }

  close(): void {
    this.socket.destroy()
  }

  #call(serial: number, row: Call, args: Values, fds: readonly number[]): Promise<Reply> {
    if (this.#lost) return Promise.reject(this.#lost)
    const header = headerOf(row, serial, fds.length > 0 ? messageType.callWithFds : messageType.call)
    const packet = formatPacket(header, body => {
      if (fds.length > 0) body.int(fds.length)
      fieldsCodec(row.args).write(body, args)
    })
    return new Promise((resolve, reject) => {
      this.#pending.set(serial, { row, resolve, reject })
      this.socket.write(packet)
      for (const fd of fds) this.socket.send?.(Buffer.alloc(1), [fd])
    })
  }

  #send(header: Header, write?: (body: XdrWriter) => void): Promise<void> {
    if (this.#lost) return Promise.resolve()
    return new Promise(resolve => this.socket.write(formatPacket(header, write), () => resolve()))
  }

  #stream(call: Header): ClientStream {
    const header = { ...call, type: messageType.stream }
    return new ClientStream({
      send: (status, data) => this.#send({ ...header, status }, data && (body => body.raw(data))),
      sendHole: length =>
        this.#send({ ...header, type: messageType.streamHole, status: messageStatus.continue }, body => {
          body.hyper(length)
          body.int(0)
        }),
      waiting: full => {
        if (full) this.#full.add(call.serial)
        else this.#full.delete(call.serial)
        // The protocol cannot hold back one stream alone.
        if (this.#full.size > 0) this.socket.pause()
        else this.socket.resume()
      },
      closed: () => {
        this.#streams.delete(call.serial)
        this.#full.delete(call.serial)
      },
    })
  }

  #receive(chunk: Buffer): void {
    this.#reader.push(chunk)
    try {
      for (;;) {
        if (this.#awaiting && !this.#takeDescriptors(this.#awaiting)) return
        const packet = this.#reader.next()
        if (!packet) return
        this.#handle(packet)
      }
    } catch (error) {
      this.#close(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #handle(packet: Packet): void {
    const { program, procedure, type } = packet.header
    if (program === programs.keepalive) {
      if (procedure === 1) void this.#send({ ...packet.header, procedure: 2 })
    } else if (type === messageType.reply) {
      this.#settle(packet, [])
    } else if (type === messageType.replyWithFds) {
      const count = packet.bytes.readUInt32BE(bodyStart)
      if (count > mostDescriptors) throw new RangeError(`${count} descriptors in one reply`)
      this.#awaiting = { packet, count }
    } else if (type === messageType.message) {
      this.#tell(packet)
    } else if (type === messageType.stream || type === messageType.streamHole) {
      this.#pass(packet)
    }
  }

  #takeDescriptors({ packet, count }: { packet: Packet; count: number }): boolean {
    if (this.#reader.buffered < count) return false
    this.#reader.take(count)
    this.#awaiting = undefined
    this.#settle(packet, count > 0 ? (this.socket.takeDescriptors?.(count) ?? []) : [])
    return true
  }

  #settle({ header, bytes }: Packet, fds: readonly number[]): void {
    const pending = this.#pending.get(header.serial)
    if (!pending) throw new RangeError(`a reply to nothing, serial ${header.serial}`)
    this.#pending.delete(header.serial)
    const body = new XdrReader(bytes, bodyStart + (header.type === messageType.replyWithFds ? 4 : 0))
    try {
      if (header.status === messageStatus.ok) pending.resolve({ values: fieldsCodec(pending.row.ret).read(body), fds })
      else pending.reject(readError(body))
    } catch (cause) {
      for (const fd of fds) closeSync(fd)
      pending.reject(new LibvirtError('RPC', 'Unable to decode message payload', { domain: 'RPC', cause }))
      throw cause
    }
  }

  #tell({ header, bytes }: Packet): void {
    const row = eventRows.get(`${header.program}:${header.procedure}`)
    if (!row) return
    const body = new XdrReader(bytes, bodyStart)
    const id = body.int()
    this.emit('event', row, id, fieldsCodec(row.body).read(body))
  }

  #pass({ header, bytes }: Packet): void {
    const stream = this.#streams.get(header.serial)
    if (!stream) return
    const body = new XdrReader(bytes, bodyStart)
    if (header.status === messageStatus.error) stream.fail(readError(body))
    else if (header.status === messageStatus.ok) stream.confirm()
    else if (header.type === messageType.streamHole) stream.receive({ hole: body.hyper() })
    else stream.receive(bytes.length > bodyStart ? Buffer.from(bytes.subarray(bodyStart)) : null)
  }

  #close(cause?: Error): void {
    if (this.#lost) return
    const text = cause ? `Cannot recv data: ${cause.message}` : 'End of file while reading data: Input/output error'
    const error = new LibvirtError('SYSTEM_ERROR', text, { domain: 'RPC', cause })
    this.#lost = error
    this.socket.destroy()
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
    for (const stream of this.#streams.values()) stream.fail(error)
    this.emit('close', error)
  }
}

const headerOf = (row: Call, serial: number, type: number = messageType.call): Header => ({
  program: programs[row.program],
  version: programVersion,
  procedure: row.number,
  type,
  serial,
  status: messageStatus.ok,
})
