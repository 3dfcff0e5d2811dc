// A client that speaks packets, for tests of the door with bytes of their own choosing.
import type { Duplex } from 'node:stream'
import { duplexPair } from './duplexPair.js'
import type { Authority } from '../../src/access/Authority.js'
import { Guard } from '../../src/access/Guard.js'
import type { Identity } from '../../src/api/Caller.js'
import type { Call } from '../../src/api/call.js'
import { authList, connectOpen } from '../../src/api/calls/index.js'
import type { CallTypes, Driver } from '../../src/api/Driver.js'
import { libvirtService } from '../../src/rpc/connectionCalls.js'
import { PacketReader } from '../../src/rpc/PacketReader.js'
import { bodyStart, formatPacket, type Header, messageType, type Packet, programs } from '../../src/rpc/packet.js'
import { openRoutes } from '../../src/rpc/openRoutes.js'
import { RpcServer } from '../../src/rpc/RpcServer.js'
import type { ClientOrigin, RpcSettings } from '../../src/rpc/RpcSettings.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import { XdrReader } from '../../src/rpc/xdr/XdrReader.js'

export interface WireError {
  code: number
  domain: number
  message: string
  str1: string | undefined
  str2: string | undefined
}

/** Grants everything. */
export const anything: Authority = { allows: async () => true }

export function settingsFor(driver: Driver, overrides: Partial<RpcSettings> = {}): RpcSettings {
  return {
    service: libvirtService,
    guard: new Guard(overrides.authority ?? anything),
    authority: anything,
    trusts: () => false,
    trustsNetwork: true,
    sasl: { allowed: undefined, tcpStrength: 56 },
    open: uri => openRoutes(uri, { drivers: [driver], system: true }),
    keepalive: { interval: 5, count: 5 },
    maxClientRequests: 5,
    reportBug: error => {
      throw error
    },
    ...overrides,
  }
}

export function serverFor(driver: Driver, overrides: Partial<RpcSettings> = {}): RpcServer {
  return new RpcServer(settingsFor(driver, overrides), { maxClients: 20, maxAnonymousClients: 5 })
}

export class RawClient {
  readonly #reader = new PacketReader()
  #serial = 0

  private constructor(readonly socket: Duplex) {
    socket.pause()
  }

  static connect(server: RpcServer, origin: Partial<ClientOrigin> = {}): RawClient {
    const [mine, theirs] = duplexPair()
    const identity: Identity = { uid: 1000, pid: 1, startTime: 1n }
    server.adopt(theirs, { identity, transport: 'unix', readOnly: false, auth: 'none', ...origin })
    return new RawClient(mine)
  }

  /** Connects and opens, as libvirt's library begins. */
  static async open(server: RpcServer, origin: Partial<ClientOrigin> = {}, uri?: string): Promise<RawClient> {
    const client = RawClient.connect(server, origin)
    await client.call(authList, {})
    await client.call(connectOpen, { name: uri, flags: 0 })
    return client
  }

  /** Speaks over a socket that is connected already. */
  static over(socket: Duplex): RawClient {
    return new RawClient(socket)
  }

  /** Opens over a socket that is connected already. */
  static async begin(socket: Duplex): Promise<RawClient> {
    const client = new RawClient(socket)
    await client.call(authList, {})
    await client.call(connectOpen, { name: undefined, flags: 0 })
    return client
  }

  get lastSerial(): number {
    return this.#serial - 1
  }

  /** Gets the event messages that come while a reply is waited for. */
  onMessage: (packet: Packet) => void = () => {}

  /** Calls and decodes the reply. @throws WireError */
  async call<W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>): Promise<Z> {
    this.send(row, args)
    let packet = await this.receive()
    while (packet.header.type === messageType.message) {
      this.onMessage(packet)
      packet = await this.receive()
    }
    if (packet.header.status === 1) throw readError(packet)
    return fieldsCodec(row.ret).read(bodyOf(packet)) as Z
  }

  send<W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>): number {
    const header = headerOf(row, this.#serial++)
    this.socket.write(formatPacket(header, body => fieldsCodec(row.args).write(body, args as Record<string, unknown>)))
    return header.serial
  }

  sendPacket(header: Partial<Header>, body: Buffer = Buffer.alloc(0)): void {
    const full = {
      program: programs.remote,
      version: 1,
      procedure: 1,
      type: 0,
      serial: this.#serial++,
      status: 0,
      ...header,
    }
    this.socket.write(formatPacket(full, to => to.raw(body)))
  }

  /** The next packet; rejects when the server hangs up. */
  async receive(): Promise<Packet> {
    for (;;) {
      const packet = this.#reader.next()
      if (packet) return packet
      const chunk: Buffer | null = this.socket.read()
      if (chunk) {
        this.#reader.push(chunk)
        continue
      }
      if (this.socket.readableEnded || this.socket.destroyed) throw new Error('the server hung up')
      await this.#moreOrEnd()
    }
  }

  #moreOrEnd(): Promise<void> {
    return new Promise(resolve => {
      const settle = () => {
        this.socket.off('readable', settle).off('close', settle)
        resolve()
      }
      this.socket.on('readable', settle).on('close', settle)
    })
  }

  close(): void {
    this.socket.destroy()
  }
}

export const headerOf = (row: Call, serial: number): Header => ({
  program: programs[row.program],
  version: 1,
  procedure: row.number,
  type: messageType.call,
  serial,
  status: 0,
})

export const bodyOf = ({ bytes }: Packet): XdrReader => new XdrReader(bytes, bodyStart)

/** The fields of an error body that tests look at. */
export function readError(packet: Packet): WireError {
  const from = bodyOf(packet)
  const text = () => (from.flag() ? from.string(4194304) : undefined)
  const code = from.int()
  const domain = from.int()
  const message = text() ?? ''
  from.int()
  from.flag()
  return { code, domain, message, str1: text(), str2: text() }
}
