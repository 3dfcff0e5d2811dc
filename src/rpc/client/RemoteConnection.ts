// The connection of a remote driver: opened with the first call, on behalf of one caller, and opened anew when it was lost.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller, Identity } from '../../api/Caller.js'
import * as calls from '../../api/calls/index.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { DescriptorSocket } from '../../host/DescriptorSocket.js'
import { errorCodeOf, errorText } from '../../host/systemError.js'
import { identityParameters } from '../forwardedIdentity.js'
import { RpcClient } from './RpcClient.js'

/** On whose behalf calls are made. */
export interface Peer {
  readonly caller: Caller
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal
}
export interface RemoteChoice {
  /** e.g. `qemu:///system`. */
  readonly uri: string
  /** Path of the daemon's read-write socket. */
  readonly socket: string
  /** Whose identity the other daemon is to judge by; the process's own without it. */
  readonly peer?: Peer
  /** Told when an open connection is gone for another reason than our closing it. */
  readonly onLost?: () => void
}

/** How often, and after how many milliseconds, a daemon with a full queue is tried again. */
const connectTries = 250
const connectPause = 20
/** VIR_CONNECT_RO */
const readOnlyFlag = 1
const authPolkit = 2

export class RemoteConnection {
  #opened: { readonly client: Promise<RpcClient>; readonly identity: Identity | undefined } | undefined
  #closed = false
  #listening = false

  /** @param prepare what every new connection begins with */
  constructor(
    private readonly choice: RemoteChoice,
    private readonly prepare: (client: RpcClient) => Promise<void>,
  ) {}

  /** @throws LibvirtError when the other daemon cannot be reached or refuses us */
  client(): Promise<RpcClient> {
    const identity = this.choice.peer?.caller.identity
    // A caller whose identity was forwarded to us after the connection was opened is somebody else.
    if (this.#opened && this.#opened.identity !== identity) this.#drop()
    if (!this.#opened) {
      const client = this.#open(identity)
      const opened = { client, identity }
      this.#opened = opened
      client.catch(() => {
        if (this.#opened === opened) this.#opened = undefined
      })
    }
    return this.#opened.client
  }

  /** For good. */
  close(): void {
    this.#closed = true
    this.#drop()
  }

  #drop(): void {
    const opened = this.#opened
    this.#opened = undefined
    opened?.client.then(client => client.close()).catch(() => {})
  }

  async #open(identity: Identity | undefined): Promise<RpcClient> {
    const { uri, peer } = this.choice
    if (!this.#listening) peer?.signal.addEventListener('abort', () => this.close(), { once: true })
    this.#listening = true
    if (peer?.signal.aborted) this.#closed = true
    const client = new RpcClient(await this.#connect())
    client.once('close', () => this.#lose(client))
    try {
      const { values } = await client.call(calls.authList, {})
      const types: unknown = values['types']
      if (Array.isArray(types) && types[0] === authPolkit) await client.call(calls.authPolkit, {})
      await client.call(calls.connectOpen, { name: uri, flags: peer?.caller.readOnly ? readOnlyFlag : 0 })
      const params = identity ? identityParameters(identity) : []
      if (params.length > 0) await client.call(calls.connectSetIdentity, { params, flags: 0 })
      await this.prepare(client)
      if (this.#closed) throw new LibvirtError('INTERNAL_ERROR', 'the caller has left')
      return client
    } catch (error) {
      client.removeAllListeners('close')
      client.close()
      throw error
    }
  }

  #lose(client: RpcClient): void {
    void this.#opened?.client.then(
      current => {
        if (current !== client || this.#closed) return
        this.#opened = undefined
        this.choice.onLost?.()
      },
      () => {},
    )
  }

  /** A daemon whose queue is full is busy, not gone. */
  async #connect(): Promise<DescriptorSocket> {
    const { socket } = this.choice
    for (let left = connectTries; ; left--) {
      try {
        return DescriptorSocket.connect(socket)
      } catch (cause) {
        if (errorCodeOf(cause) !== 'EAGAIN' || left === 0 || this.#closed) throw this.#unreachable(cause)
      }
      await sleep(connectPause)
    }
  }

  #unreachable(cause: unknown): unknown {
    const { socket } = this.choice
    const code = errorCodeOf(cause)
    if (code === undefined) return cause
    const errno = cause instanceof Error && 'errno' in cause ? Math.abs(Number(cause.errno)) : 0
    const text = `Failed to connect socket to '${socket}': ${errorText(code)}`
    return new LibvirtError('SYSTEM_ERROR', text, { domain: 'RPC', errno, cause })
  }
}
