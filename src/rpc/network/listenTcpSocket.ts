// Clients of a TCP port. Who they are nobody says; SASL may.
import { Socket } from 'node:net'
import { UnixListener } from '../../host/UnixListener.js'
import type { SocketAuth } from '../RpcSettings.js'
import type { RpcServer } from '../RpcServer.js'

export interface NetworkSocketOptions {
  /** Listening descriptor; stays the caller's. */
  readonly fd: number
  readonly auth: SocketAuth
  readonly onError: (error: Error) => void
}

/** Hands every connection of a listening TCP socket to the server. */
export function listenTcpSocket(server: RpcServer, { fd, auth, onError }: NetworkSocketOptions): void {
  const onConnection = (connected: number) => {
    const socket = new Socket({ fd: connected })
    server.adopt(socket, { identity: {}, transport: 'tcp', readOnly: false, auth, ...addressOf(socket) })
  }
  server.addListener(new UnixListener(fd, onConnection, onError), 'network')
}

/** The other side as `address:port`, an IPv6 address in brackets. */
export function addressOf({ remoteAddress, remoteFamily, remotePort }: Socket): { address?: string } {
  if (remoteAddress === undefined) return {}
  return { address: `${remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress}:${remotePort}` }
}
