// The TCP and TLS ports of libvirtd and virtproxyd, as their configuration wants them.
import { closeSync } from 'node:fs'
import { homedir } from 'node:os'
import { listenInet } from '../../host/native.js'
import { log } from '../../log/log.js'
import { listenTcpSocket } from '../../rpc/network/listenTcpSocket.js'
import { TlsListener } from '../../rpc/network/TlsListener.js'
import { readTlsFiles, type TlsChoice, tlsPlaces } from '../../rpc/network/TlsFiles.js'
import type { RpcServer } from '../../rpc/RpcServer.js'
import type { DaemonContext } from '../DaemonContext.js'
import type { NetworkConfig } from '../daemonConfig.js'
import { StartError } from '../StartError.js'

export interface NetworkPorts {
  /** Opens the ports; clients wait in the backlog until `start`. @throws StartError */
  listen(): void
  start(): void
  /** Closes the ports, after the server has let go of them. */
  close(): void
  /** Reads certificates and keys again; absent without a TLS port. @throws LibvirtError SYSTEM_ERROR naming the file */
  readonly updateTlsFiles?: () => void
}

const noPorts: NetworkPorts = { listen: () => {}, start: () => {}, close: () => {} }

/** @param wanted the program opens ports by itself; systemd's are served in any case */
export function networkPorts(server: RpcServer, context: DaemonContext, wanted: boolean): NetworkPorts {
  const { name, network, activation, config } = context
  if (!network) return noPorts
  const passed = { tcp: activation.take(`${name}-tcp.socket`), tls: activation.take(`${name}-tls.socket`) }
  const opens = wanted && !activation.active
  const onError = (error: Error) => log.warning({ error }, `A client could not be taken: ${error.message}`)
  const open = { tcp: [...passed.tcp], tls: [...passed.tls] }
  const usesTls = passed.tls.length > 0 || (opens && network.listenTls)
  const tls = usesTls ? tlsListener(server, network, context) : undefined

  const listenAt = (port: string): readonly number[] => {
    try {
      return listenInet(network.listenAddr, port, config.maxQueuedClients)
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause)
      throw new StartError('sockets', `Cannot listen on TCP port ${port}: ${text}`, { cause })
    }
  }
  return {
    listen() {
      if (opens && network.listenTcp) open.tcp.push(...listenAt(network.tcpPort))
      if (opens && network.listenTls) open.tls.push(...listenAt(network.tlsPort))
    },
    start() {
      for (const fd of open.tcp) listenTcpSocket(server, { fd, auth: network.authTcp, onError })
      for (const fd of open.tls) tls?.listener.listen(fd, onError)
    },
    close() {
      for (const fd of [...open.tcp, ...open.tls]) closeSync(fd)
    },
    ...(tls ? { updateTlsFiles: () => tls.listener.use(readTlsFiles(tls.choice)) } : {}),
  }
}

/** @throws StartError when the certificates will not do */
function tlsListener(server: RpcServer, network: NetworkConfig, { mode }: DaemonContext) {
  const { certificateFiles: given, crlFile } = network
  const usual = tlsPlaces(mode === 'session' ? process.env.HOME || homedir() : undefined)
  const choice: TlsChoice = {
    places: {
      ca: given?.caFile ?? usual.ca,
      certificate: given?.certFile ?? usual.certificate,
      key: given?.keyFile ?? usual.key,
      crl: crlFile ?? usual.crl,
    },
    sane: !network.tlsNoSanityCertificate,
    priority: network.tlsPriority,
    onWarning: text => log.warning({}, text),
  }
  try {
    const listener = new TlsListener(server, {
      files: readTlsFiles(choice),
      auth: network.authTls,
      verify: !network.tlsNoVerifyCertificate,
      allowed: network.tlsAllowedDnList,
      onRefusal: text => log.warning({}, text),
    })
    return { choice, listener }
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    throw new StartError('sockets', `Cannot serve TLS: ${text}`, { cause })
  }
}
