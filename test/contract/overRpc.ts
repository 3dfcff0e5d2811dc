import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import { bodyOf, RawClient, serverFor } from '../rpc/RawClient.js'
import { messageType } from '../../src/rpc/packet.js'
import { domainLifecycleEvent } from '../../src/api/events.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import { openRemoteRoutes } from '../../src/rpc/openRemoteRoutes.js'
import { SocketServer } from '../wire/SocketServer.js'
import type { ContractClient } from './ContractClient.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { errorCodes, type ErrorCodeName } from '../../src/api/errorCodes.js'
import type { References } from '../../src/api/schema.js'

/** Calls a driver through libvirt's protocol. */
export async function overRpc(driver: Driver): Promise<ContractClient> {
  return contractClient(await RawClient.open(serverFor(driver), { identity: { uid: 0 } }))
}

/** Calls a driver in another daemon, through one that stands in front of it, on real sockets. */
export async function overProxy(t: Test, driver: Driver): Promise<ContractClient> {
  const behind = new SocketServer(t, driver)
  const front = serverFor(driver, {
    open: (uri, peer) =>
      openRemoteRoutes(uri, { runtime: behind.folder, system: true, peer, onLost: () => peer.close() }),
  })
  const client = await RawClient.open(front, { identity: { uid: 0 } }, 'test:///default')
  t.teardown(() => client.close())
  return contractClient(client)
}

async function contractClient(client: RawClient): Promise<ContractClient> {
  const lifecycle: string[] = []
  await client.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: undefined })
  client.onMessage = packet => {
    if (packet.header.type !== messageType.message || packet.header.procedure !== domainLifecycleEvent.number) return
    const body = bodyOf(packet)
    body.int()
    const event = fieldsCodec(domainLifecycleEvent.body).read(body) as {
      dom: References['domain']
      event: number
      detail: number
    }
    lifecycle.push(`${event.dom.name} ${event.event} ${event.detail}`)
  }
  return {
    lifecycle,
    async call(row, args) {
      try {
        return (await client.call<unknown, Record<string, unknown>>(row as never, args)) ?? {}
      } catch (error) {
        throw fromWire(error)
      }
    },
  }
}

/** A wire error as the error it was, so that suites compare the same thing on every road. */
function fromWire(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error)) return error
  const found = Object.entries(errorCodes).find(([, { number }]) => number === error.code)
  if (!found || !('message' in error)) return error
  return new LibvirtError(found[0] as ErrorCodeName, String(error.message), { bare: true })
}
