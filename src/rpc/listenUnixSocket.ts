// Clients of a UNIX socket: who they are is what the kernel says.
import { closeSync } from 'node:fs'
import type { Identity } from '../api/Caller.js'
import { DescriptorSocket } from '../host/DescriptorSocket.js'
import { peerCredentials } from '../host/native.js'
import { processStat } from '../host/RunningProcess.js'
import { UnixListener } from '../host/UnixListener.js'
import type { ClientOrigin, SocketAuth } from './RpcSettings.js'
import type { RpcServer } from './RpcServer.js'

export interface UnixSocketOptions {
  /** Listening descriptor; stays the caller's. */
  readonly fd: number
  readonly readOnly: boolean
  readonly auth: SocketAuth
  /** Who may connect at all; everybody without it. */
  readonly admits?: (identity: Identity) => boolean
  readonly onError: (error: Error) => void
}

/** Hands every connection of a listening UNIX socket to the server. */
export function listenUnixSocket(server: RpcServer, options: UnixSocketOptions): void {
  const adopt = async (fd: number) => {
    const known = server.expect()
    try {
      const origin = await originOf(fd, options)
      if (options.admits && !options.admits(origin.identity)) closeSync(fd)
      else server.adopt(new DescriptorSocket(fd), origin)
    } catch (error) {
      closeSync(fd)
      throw error
    } finally {
      known()
    }
  }
  const onConnection = (fd: number) => void adopt(fd).catch(options.onError)
  server.addListener(new UnixListener(options.fd, onConnection, options.onError))
}

/** The start time goes with the pid so that no later process of the same number is taken for the caller. */
async function originOf(fd: number, { readOnly, auth }: UnixSocketOptions): Promise<ClientOrigin> {
  const { uid, gid, pid } = peerCredentials(fd)
  const stat = pid > 0 ? await processStat(pid) : undefined
  const identity = { uid, gid, ...(stat === undefined ? {} : { pid, startTime: stat.startTime }) }
  return { identity, transport: 'unix', readOnly, auth }
}
