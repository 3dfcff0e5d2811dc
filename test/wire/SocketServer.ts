import { closeSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver } from '../../src/api/Driver.js'
import { DescriptorSocket } from '../../src/host/DescriptorSocket.js'
import { listenUnix } from '../../src/host/native.js'
import { socketOf } from '../../src/rpc/openRemoteRoutes.js'
import { listenUnixSocket } from '../../src/rpc/listenUnixSocket.js'
import { RpcServer, type ServerLimits } from '../../src/rpc/RpcServer.js'
import type { RpcSettings } from '../../src/rpc/RpcSettings.js'
import { RawClient, settingsFor } from '../rpc/RawClient.js'

type Teardown = { teardown(run: () => void): void }

/** A server on a real socket of this test's own. */
export class SocketServer {
  readonly server: RpcServer
  /** Where a proxy looks for the daemon of the test driver. */
  readonly folder: string
  readonly path: string

  constructor(t: Teardown, driver: Driver, limits: Partial<ServerLimits> = {}, settings: Partial<RpcSettings> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'wire-'))
    this.folder = folder
    this.path = socketOf(folder, 'test')
    this.server = new RpcServer(settingsFor(driver, settings), { maxClients: 5000, maxAnonymousClients: 20, ...limits })
    const fd = listenUnix(this.path, 1000)
    const onError = (error: Error) => process.emitWarning(error)
    listenUnixSocket(this.server, { fd, readOnly: false, auth: 'none', onError })
    t.teardown(() => {
      void this.server.stop()
      closeSync(fd)
      rmSync(folder, { recursive: true })
    })
  }

  socket(): DescriptorSocket {
    const socket = DescriptorSocket.connect(this.path)
    // A server that hangs up early is what some tests are about.
    socket.on('error', () => {})
    return socket
  }

  /** A client that has opened its connection. */
  async open(): Promise<RawClient> {
    return RawClient.begin(this.socket())
  }
}
