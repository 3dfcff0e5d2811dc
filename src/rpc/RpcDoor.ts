// The UNIX sockets of a daemon: opened before it says it is ready, served once the drivers are there.
import { chmodSync, chownSync, closeSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Identity } from '../api/Caller.js'
import { listenUnix } from '../host/native.js'
import { listenUnixSocket } from './listenUnixSocket.js'
import type { RpcServer } from './RpcServer.js'
import type { SocketAuth } from './RpcSettings.js'

/** A socket of the daemon. */
export interface RpcSocketPlan {
  /** Whose clients come by it. */
  readonly server: RpcServer
  readonly path: string
  /** Mode of the file, e.g. 0o700. */
  readonly mode: number
  readonly readOnly: boolean
  readonly auth: SocketAuth
  /** Connections that may wait in the kernel. */
  readonly backlog: number
  /** Who may connect at all; everybody without it. */
  readonly admits?: (identity: Identity) => boolean
  /** Listening descriptors that systemd passed; then no file of ours is made. */
  readonly passed: readonly number[]
}
export interface RpcDoorOptions {
  readonly sockets: readonly RpcSocketPlan[]
  /** Whether systemd passed any socket: then those that it did not pass are not opened at all. */
  readonly activated: boolean
  /** Group of the files; unset leaves the daemon's own. */
  readonly gid: number | undefined
  readonly onError: (error: Error) => void
}

interface OpenSocket {
  readonly plan: RpcSocketPlan
  readonly fd: number
  /** Made by us, so removed by us. */
  readonly own: boolean
}

/** Satisfies the daemon's Door. */
export class RpcDoor {
  readonly name = 'rpc'
  readonly #servers: ReadonlySet<RpcServer>
  #open: OpenSocket[] = []

  constructor(private readonly options: RpcDoorOptions) {
    this.#servers = new Set(options.sockets.map(({ server }) => server))
  }

  get clients(): number {
    let count = 0
    for (const { clients } of this.#servers) count += clients.size
    return count
  }

  /** Opens the sockets; clients wait in the backlog until `start`. */
  async listen(): Promise<void> {
    for (const plan of this.options.sockets) {
      for (const fd of plan.passed) this.#open.push({ plan, fd, own: false })
      if (!this.options.activated) this.#open.push({ plan, fd: this.#create(plan), own: true })
    }
  }

  async start(): Promise<void> {
    const { onError } = this.options
    for (const { fd, plan } of this.#open) {
      listenUnixSocket(plan.server, { ...plan, fd, onError })
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers].map(server => server.stop()))
    for (const { fd, plan, own } of this.#open) {
      closeSync(fd)
      if (own) rmSync(plan.path, { force: true })
    }
    this.#open = []
  }

  #create({ path, mode, backlog }: RpcSocketPlan): number {
    mkdirSync(dirname(path), { recursive: true })
    // Whoever may run holds the pid file's lock, so a file that is here belongs to nobody.
    rmSync(path, { force: true })
    // Nobody gets through before mode and group are right.
    const umask = process.umask(0o777)
    let fd: number
    try {
      fd = listenUnix(path, backlog)
    } finally {
      process.umask(umask)
    }
    if (this.options.gid !== undefined) chownSync(path, -1, this.options.gid)
    chmodSync(path, mode)
    return fd
  }
}
