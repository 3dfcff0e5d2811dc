import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import type { RpcServer } from '../../src/rpc/RpcServer.js'
import { RawClient, serverFor } from '../rpc/RawClient.js'

/** A server that must live on whatever its clients send, and the bugs that its calls ended in. */
export class Survivor {
  readonly bugs: string[] = []
  readonly server: RpcServer

  constructor(driver: Driver) {
    this.server = serverFor(driver, {
      reportBug: (error, call) => {
        this.bugs.push(`${call}: ${error instanceof Error ? error.stack : String(error)}`)
        return 'bug'
      },
    })
  }

  open(): Promise<RawClient> {
    return RawClient.open(this.server)
  }

  /** Sends bytes as they are and reads until the server has nothing more to say, or has hung up. */
  async send(bytes: Buffer): Promise<void> {
    const client = await this.open()
    client.socket.on('data', () => {})
    client.socket.write(bytes)
    // A turn for every step between the bytes and the last answer.
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
    client.close()
  }

  /** A well-behaved client is served. */
  async isServing(): Promise<boolean> {
    const client = await this.open()
    const { supported } = await client.call(calls.connectSupportsFeature, { feature: 14 })
    await client.call(calls.connectClose, {})
    client.close()
    return supported === 1
  }
}
