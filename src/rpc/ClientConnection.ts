// One client: packets in, packets out, within its limits. What a call means is `dispatch.ts`'s business.
import { closeSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { LibvirtError } from '../api/LibvirtError.js'
import type { DescriptorSocket } from '../host/DescriptorSocket.js'
import type { ErrorDomainName } from '../api/errorDomains.js'
import type { Caller, Identity } from '../api/Caller.js'
import { connectCloseReason } from '../api/enums/connect.js'
import { dispatch, isUrgent } from './dispatch.js'
import { writeError } from './errorBody.js'
import { EventRelay } from './EventRelay.js'
import { Keepalive } from './Keepalive.js'
import { PacketReader } from './PacketReader.js'
import {
  bodyStart,
  formatPacket,
  type Header,
  largestPacket,
  messageStatus,
  messageType,
  type Packet,
  programs,
  programVersion,
} from './packet.js'
import { ReceivedFiles } from './ReceivedFiles.js'
import { RequestQueue } from './RequestQueue.js'
import type { ClientOrigin, Routes, RpcSettings } from './RpcSettings.js'
import type { SaslExchange, SealingLayer } from './sasl/SaslExchange.js'
import { StreamTable } from './StreamTable.js'
import type { XdrWriter } from './xdr/XdrWriter.js'

/** Bytes queued for a client that does not read, beyond which it is dropped. Four of the largest packets. */
const mostUnread = 128 * 1024 * 1024
/** The same for events, which nothing but this holds back: tens of thousands of them. */
const mostUnreadEvents = 8 * 1024 * 1024
/** Nobody needs more to authenticate: SASL's data are 64 KiB, four bytes on the wire for each. */
const largestBeforeAuth = 1024 * 1024
/** CONNECT_EVENT_CONNECTION_CLOSED, which is about no object and has no callback id. */
const connectionClosed = 362
/** Descriptors one packet may announce. */
const mostDescriptors = 32
/** Bytes of a packet that is sent at once; smaller ones of one turn of the event loop leave together. */
const largePacket = 8192

/** A byte stream; UNIX sockets also carry descriptors. */
export type RpcSocket = Duplex & Partial<Pick<DescriptorSocket, 'send' | 'takeDescriptors'>>

/** Who keeps count of connections. */
export interface ConnectionOwner {
  gone(): void
  authenticated(): void
}

export class ClientConnection {
  /** Set by CONNECT_OPEN. */
  routes: Routes | undefined
  uri = ''
  readOnly: boolean
  /** Replaces the origin's identity when a trusted daemon forwards its caller's. */
  identity: Identity
  /** Wants to be told when the driver's own connection is lost. */
  watchesDriver = false
  readonly events = new EventRelay(this)
  readonly streams = new StreamTable(this)
  readonly keepalive: Keepalive
  /** Seconds since 1970. */
  readonly connectedAt = Math.floor(Date.now() / 1000)
  #authenticated: boolean
  readonly #leaving = new AbortController()
  readonly #reader: PacketReader
  readonly #requests: RequestQueue
  #layer: SealingLayer | undefined
  #nextLayer: SealingLayer | undefined
  /** The exchange that authenticates this client, if it is by SASL. */
  sasl: SaslExchange | undefined
  #paused = false
  #finishing = false
  #gathering = false
  /** An answer to a ping has not left yet. */
  #ponging = false
  /** Between a packet that announced descriptors and the last of them. */
  #awaiting: { packet: Packet; count: number } | undefined

  constructor(
    readonly socket: RpcSocket,
    readonly origin: ClientOrigin,
    readonly settings: RpcSettings,
    private readonly server: ConnectionOwner,
  ) {
    this.readOnly = origin.readOnly
    this.identity = origin.identity
    this.#authenticated = origin.auth === 'none'
    this.#reader = new PacketReader(this.#authenticated ? largestPacket : largestBeforeAuth)
    this.#requests = new RequestQueue(
      settings.maxClientRequests,
      ({ packet, files }) => dispatch(this, packet, files),
      () => this.#resume(),
    )
    this.keepalive = new Keepalive(
      settings.keepalive,
      () => void this.#sendKeepalive(1),
      () => this.close(),
    )
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', () => this.close())
    socket.on('close', () => this.#gone())
  }

  /** Aborted when the client has left. */
  get signal(): AbortSignal {
    return this.#leaving.signal
  }

  /** Requests in progress, and those that wait for a place. */
  get load(): { readonly running: number; readonly waiting: number } {
    return this.#requests.load
  }

  get caller(): Caller {
    const { identity, settings } = this
    return {
      identity,
      trusted: settings.trusts(identity) || (settings.trustsNetwork && isLetInByConfiguration(identity, this.origin)),
      readOnly: this.readOnly,
      // The protocol has one place for prompts, AUTH_POLKIT; a call never prompts.
      interactive: false,
    }
  }

  /** Whether calls other than the authentication ones are taken. */
  get authenticated(): boolean {
    return this.#authenticated
  }

  setAuthenticated(): void {
    this.#authenticated = true
    this.#reader.largest = largestPacket
    this.server.authenticated()
  }

  close(): void {
    this.socket.destroy()
  }

  /**
   * Reads no more, and closes once the calls in progress are answered.
   * @param most milliseconds to wait for them
   */
  async finish(most: number): Promise<void> {
    this.#finishing = true
    this.#pause()
    await this.#requests.idle(most)
    if (this.socket.destroyed) return
    // A client that does not read its answer does not hold up the others.
    const timer = setTimeout(() => this.close(), 1000)
    await new Promise<void>(resolve => {
      this.socket.once('close', () => resolve())
      this.closeWhenFlushed()
    })
    clearTimeout(timer)
  }

  /** The daemon that has the driver is gone: a client that asked for it is told, and then let go, since nothing works any more. */
  driverLost(): void {
    if (this.watchesDriver) {
      this.sendMessage(programs.remote, connectionClosed, body => body.int(connectCloseReason.EOF))
    }
    this.closeWhenFlushed()
  }

  /** Closes after everything queued has been taken. */
  closeWhenFlushed(): void {
    this.socket.end()
  }

  /** From behind the next reply on, everything that is sent and received goes through a layer. */
  sealAfterReply(layer: SealingLayer): void {
    this.#nextLayer = layer
  }

  /** Answers a call. Resolves when the client's socket has taken the reply. */
  reply(header: Header, write?: (body: XdrWriter) => void, fds: readonly number[] = []): Promise<void> {
    const type = fds.length > 0 ? messageType.replyWithFds : messageType.reply
    const sent = this.#send({ ...header, type, status: messageStatus.ok }, body => {
      if (fds.length > 0) body.int(fds.length)
      write?.(body)
    })
    for (const fd of fds) this.#sendDescriptor(fd)
    this.#layer ??= this.#nextLayer
    return sent
  }

  /** Whether descriptors can travel. */
  get carriesFiles(): boolean {
    return this.socket.send !== undefined
  }

  replyError(header: Header, error: LibvirtError, reporter: ErrorDomainName): Promise<void> {
    const type = header.type === messageType.stream ? messageType.stream : messageType.reply
    return this.#send({ ...header, type, status: messageStatus.error }, body => writeError(body, error, reporter))
  }

  /** Sends an event message; its serial is 1, as libvirt's are. */
  sendMessage(program: number, procedure: number, write: (body: XdrWriter) => void): void {
    if (this.socket.writableLength > mostUnreadEvents) {
      this.close()
      return
    }
    const header = { program, version: programVersion, procedure, type: messageType.message, serial: 1, status: 0 }
    void this.#send(header, write)
  }

  sendStream(header: Header, write?: (body: XdrWriter) => void): Promise<void> {
    return this.#send(header, write, 512)
  }

  #send(header: Header, write?: (body: XdrWriter) => void, sizeHint?: number): Promise<void> {
    if (this.socket.destroyed) return Promise.resolve()
    const packet = formatPacket(header, write, sizeHint)
    const bytes = this.#layer?.encode(packet) ?? packet
    if (this.socket.writableLength + bytes.length > mostUnread) {
      this.close()
      return Promise.resolve()
    }
    this.#gather(bytes.length < largePacket)
    return new Promise(resolve => this.socket.write(bytes, () => resolve()))
  }

  /** A client with several calls under way is woken once for all answers that are ready, and not for each. */
  #gather(on: boolean): void {
    if (on === this.#gathering) return
    this.#gathering = on
    if (!on) return this.socket.uncork()
    this.socket.cork()
    process.nextTick(() => this.#gather(false))
  }

  /** Each descriptor follows the packet with one zero byte of its own. */
  #sendDescriptor(fd: number): void {
    if (this.socket.send && !this.socket.destroyed) this.socket.send(Buffer.alloc(1), [fd])
    else closeSync(fd)
  }

  #sendKeepalive(procedure: 1 | 2): Promise<void> {
    const header = {
      program: programs.keepalive,
      version: 1,
      procedure,
      type: messageType.message,
      serial: 0,
      status: 0,
    }
    return this.#send(header)
  }

  /** One answer at a time: a client that pings without reading would fill the queue. */
  #answerPing(): void {
    if (this.#ponging) return
    this.#ponging = true
    void this.#sendKeepalive(2).finally(() => (this.#ponging = false))
  }

  #receive(chunk: Buffer): void {
    this.keepalive.heard()
    try {
      this.#reader.push(this.#layer?.decode(chunk) ?? chunk)
    } catch {
      // What cannot be unsealed was tampered with.
      this.close()
      return
    }
    this.#readOn()
  }

  #readOn(): void {
    try {
      while (!this.#paused && !this.socket.destroyed) {
        if (this.#awaiting && !this.#takeDescriptors(this.#awaiting)) return
        if (this.#awaiting) continue
        const packet = this.#reader.next()
        if (!packet) return
        this.#handle(packet)
      }
    } catch {
      // No packet boundary to go on from.
      this.close()
    }
  }

  #handle(packet: Packet): void {
    const { header } = packet
    if (header.program === programs.keepalive) {
      if (header.procedure === 1) this.#answerPing()
      return
    }
    if (header.type === messageType.callWithFds && packet.bytes.length >= bodyStart + 4) {
      const count = packet.bytes.readUInt32BE(bodyStart)
      if (count > mostDescriptors || (count > 0 && !this.socket.takeDescriptors)) throw new RangeError('descriptors')
      this.#awaiting = { packet, count }
      return
    }
    this.#begin(packet)
  }

  #takeDescriptors({ packet, count }: { packet: Packet; count: number }): boolean {
    if (this.#reader.buffered < count) return false
    this.#reader.take(count)
    this.#awaiting = undefined
    this.#begin(packet, count > 0 ? this.socket.takeDescriptors?.(count) : [])
    return true
  }

  #begin(packet: Packet, fds: readonly number[] = []): void {
    this.#requests.add({ packet, files: new ReceivedFiles(fds), urgent: isUrgent(this, packet) })
    if (this.#requests.full) this.#pause()
  }

  /** The client has as much under way as it may: leave the rest in the kernel. */
  #pause(): void {
    this.#paused = true
    this.socket.pause()
  }

  #resume(): void {
    if (this.#finishing) return
    this.#paused = false
    this.#readOn()
    if (!this.#paused && !this.socket.destroyed) this.socket.resume()
  }

  #gone(): void {
    if (this.signal.aborted) return
    this.#leaving.abort()
    this.keepalive.stop()
    this.events.drop()
    this.streams.drop()
    this.#requests.drop()
    this.sasl?.close()
    this.server.gone()
  }
}

/** Whom polkit cannot name gets what the configuration lets in: the lists of certificates and SASL users (libvirt's rule). */
function isLetInByConfiguration({ x509Name, saslUser }: Identity, { transport }: ClientOrigin): boolean {
  return transport !== 'unix' || x509Name !== undefined || saslUser !== undefined
}
