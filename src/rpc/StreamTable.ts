// The open streams of one client, by procedure and serial of the call that opened them.
import type { Duplex } from 'node:stream'
import { LibvirtError } from '../api/LibvirtError.js'
import type { ClientConnection } from './ClientConnection.js'
import { bodyStart, type Header, messageStatus, messageType, type Packet } from './packet.js'
import { StreamEndpoint, type StreamWire } from './StreamEndpoint.js'
import { XdrReader } from './xdr/XdrReader.js'

/** Open streams of one client; a screen full of consoles and transfers stays far below. */
const mostStreams = 256

/** What a stream packet asks for, once it is this stream's turn. */
type Step = (endpoint: StreamEndpoint) => Promise<void> | void

export class StreamTable {
  readonly #open = new Map<string, { endpoint: StreamEndpoint; last: Promise<void> }>()

  constructor(private readonly connection: ClientConnection) {}

  /**
   * Binds a driver's stream to the call that opened it. Start it after the reply.
   * @throws LibvirtError OPERATION_FAILED when there are too many
   */
  open(header: Header, end: Duplex, sparse: boolean): StreamEndpoint {
    const { signal } = this.connection
    const endpoint = new StreamEndpoint(this.#wire(header), end, sparse)
    if (signal.aborted || this.#open.size >= mostStreams) {
      endpoint.drop()
      if (signal.aborted) return endpoint
      throw new LibvirtError(
        'OPERATION_FAILED',
        `this connection has ${mostStreams} streams open, the most there may be`,
      )
    }
    this.#open.set(keyOf(header), { endpoint, last: Promise.resolve() })
    return endpoint
  }

  /**
   * Handles a packet of a stream; packets of one stream wait for one another. Packets of no open stream are dropped:
   * they cross with our own end of it.
   * @returns resolves when the packet is consumed
   */
  receive({ header, bytes }: Packet): Promise<void> | undefined {
    const stream = this.#open.get(keyOf(header))
    if (!stream) return undefined
    const step = stepOf(header, bytes)
    stream.last = stream.last.then(() => step(stream.endpoint)).catch(error => stream.endpoint.fail(error))
    return stream.last
  }

  drop(): void {
    for (const { endpoint } of this.#open.values()) endpoint.drop()
  }

  #wire(header: Header): StreamWire {
    const { connection } = this
    const stream = { ...header, type: messageType.stream }
    return {
      send: (status, data) => connection.sendStream({ ...stream, status }, data && (body => body.raw(data))),
      sendHole: length =>
        connection.sendStream({ ...stream, type: messageType.streamHole, status: messageStatus.continue }, body => {
          body.hyper(length)
          body.int(0)
        }),
      fail: (error: LibvirtError) => void connection.replyError(stream, error, 'STREAMS'),
      closed: () => void this.#open.delete(keyOf(header)),
    }
  }
}

const keyOf = ({ program, procedure, serial }: Header): string => `${program}:${procedure}:${serial}`

function stepOf(header: Header, bytes: Buffer): Step {
  if (header.type === messageType.streamHole) {
    const length = bytes.length >= bodyStart + 8 ? new XdrReader(bytes, bodyStart).hyper() : -1n
    return endpoint => endpoint.receiveHole(length)
  }
  switch (header.status) {
    case messageStatus.continue: {
      // The packet's bytes are a view of what was read; a pipe or a slow driver may keep them.
      const data = bytes.subarray(bodyStart)
      return endpoint => endpoint.receive(data)
    }
    case messageStatus.ok:
      return endpoint => endpoint.finish()
    default:
      return endpoint => endpoint.abort()
  }
}
