import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import { bodyOf, RawClient, serverFor } from '../rpc/RawClient.js'
import { messageType } from '../../src/rpc/packet.js'
import { domainLifecycleEvent } from '../../src/api/events.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import type { ContractClient } from './ContractClient.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { errorCodes, type ErrorCodeName } from '../../src/api/errorCodes.js'
import type { References } from '../../src/api/schema.js'

/** Calls a driver through libvirt's protocol. */
export async function overRpc(driver: Driver): Promise<ContractClient> {
  const lifecycle: string[] = []
  const client = await RawClient.open(serverFor(driver), { identity: { uid: 0 } })
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
