import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from '../tree/BusCall.js'
import type { Methods } from '../tree/BusInterface.js'

/** What a guest's path says: its UUID. */
export type Self = References['domain']
export type DomainMethods = Methods<'org.libvirt.Domain', Self>

/** The guest as its driver knows it. */
export async function found(call: BusCall<Self>): Promise<References['domain']> {
  return (await call.once(calls.domainLookupByUuid, { uuid: call.self.uuid })).dom.reference
}
