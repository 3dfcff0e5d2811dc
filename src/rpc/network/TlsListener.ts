// Clients of the TLS port: handshake, their certificate, and one byte that says they are in (rpc.md section 3).
import { Socket } from 'node:net'
import { createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls'
import { UnixListener } from '../../host/UnixListener.js'
import type { RpcServer } from '../RpcServer.js'
import type { SocketAuth } from '../RpcSettings.js'
import { cipherStrength } from './cipherStrength.js'
import { distinguishedName, matchesAny } from './distinguishedName.js'
import { addressOf } from './listenTcpSocket.js'

/** Milliseconds that a handshake may take. */
const handshakeTimeout = 10_000
/** What a client waits for inside the session before it speaks. */
const admitted = Buffer.of(1)

export interface TlsListenerOptions {
  /** What follows the handshake. */
  readonly auth: SocketAuth
  readonly files: SecureContextOptions
  /** Clients without a certificate of our authorities are refused. */
  readonly verify: boolean
  /** Patterns of names that are let in; undefined for every name. */
  readonly allowed: readonly string[] | undefined
  /** Told why somebody is refused. */
  readonly onRefusal: (text: string) => void
}

/** Everything about TLS that the daemon's ports share. */
export class TlsListener {
  readonly #handshakes: Server
  /** Gives up the place of a connection that nobody knows yet, by its addresses. */
  readonly #known = new Map<string, () => void>()

  constructor(
    private readonly server: RpcServer,
    private readonly options: TlsListenerOptions,
  ) {
    this.#handshakes = createServer({
      ...options.files,
      requestCert: true,
      // Refusing is ours: the reason belongs into the log.
      rejectUnauthorized: false,
      handshakeTimeout,
    })
    this.#handshakes.on('secureConnection', socket => this.#admit(socket))
    this.#handshakes.on('tlsClientError', (error, socket) => {
      options.onRefusal(`TLS client ${addressOf(socket).address ?? ''} refused: ${error.message}`)
      socket.destroy()
    })
  }

  /** New clients meet other certificates; those who are in stay. */
  use(files: SecureContextOptions): void {
    this.#handshakes.setSecureContext(files)
  }

  /** Hands every client of a listening TCP socket who is let in to the server. */
  listen(fd: number, onError: (error: Error) => void): void {
    const onConnection = (connected: number) => this.#begin(new Socket({ fd: connected }))
    this.server.addListener(new UnixListener(fd, onConnection, onError), 'network')
  }

  /** The connection counts as one nobody knows until its handshake is over. */
  #begin(socket: Socket): void {
    const known = this.server.expect('network')
    const key = keyOf(socket)
    this.#known.set(key, known)
    socket.once('close', () => this.#settle(key))
    socket.on('error', () => socket.destroy())
    this.#handshakes.emit('connection', socket)
  }

  #settle(key: string): void {
    this.#known.get(key)?.()
    this.#known.delete(key)
  }

  #admit(socket: TLSSocket): void {
    socket.on('error', () => socket.destroy())
    const { address } = addressOf(socket)
    const refuse = (why: string) => {
      this.options.onRefusal(`TLS client ${address ?? ''} refused: ${why}`)
      socket.destroy()
    }
    const { verify, allowed, auth } = this.options
    const certificate = socket.getPeerX509Certificate()
    if (verify && !certificate) return refuse('it has no certificate')
    if (verify && !socket.authorized)
      return refuse(`its certificate is not valid: ${String(socket.authorizationError)}`)
    const name = certificate && distinguishedName(certificate.subject)
    // A list of names means names that somebody has verified, also where bad certificates are let in otherwise.
    if (allowed && (!socket.authorized || name === undefined || !matchesAny(name, allowed))) {
      return refuse(`'${name ?? ''}' is not in tls_allowed_dn_list`)
    }
    socket.write(admitted)
    // A name that nobody has verified identifies nobody.
    // SASL inside wants to know.
    const strength = cipherStrength(socket.getCipher().name)
    const identity = socket.authorized && name !== undefined ? { x509Name: name } : {}
    const origin = {
      identity,
      transport: 'tls',
      readOnly: false,
      auth,
      strength,
      ...(address === undefined ? {} : { address }),
    } as const
    this.server.adopt(socket, origin)
    this.#settle(keyOf(socket))
  }
}

/** A connection has no other key that both of its sockets, the plain and the secured one, know. */
const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ')
