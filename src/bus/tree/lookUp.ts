// Asks for one object, so that its driver says whether it is there and may be seen.
import * as calls from '../../api/calls/index.js'
import type { MaybePromise } from '../../api/Driver.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from './BusCall.js'
import type { BusKind } from './objectPaths.js'

type Lookup<K extends BusKind> = (call: BusCall<undefined>, reference: References[K]) => MaybePromise<unknown>

const lookups: { readonly [K in BusKind]: Lookup<K> } = {
  domain: (call, { uuid }) => call.perform(calls.domainLookupByUuid, { uuid }),
  domainSnapshot: (call, { dom }) => call.perform(calls.domainLookupByUuid, { uuid: dom.uuid }),
  interface: (call, { name }) => call.perform(calls.interfaceLookupByName, { name }),
  network: (call, { uuid }) => call.perform(calls.networkLookupByUuid, { uuid }),
  nodeDevice: (call, { name }) => call.perform(calls.nodeDeviceLookupByName, { name }),
  nwfilter: (call, { uuid }) => call.perform(calls.nwfilterLookupByUuid, { uuid }),
  secret: (call, { uuid }) => call.perform(calls.secretLookupByUuid, { uuid }),
  storagePool: (call, { uuid }) => call.perform(calls.storagePoolLookupByUuid, { uuid }),
  storageVol: (call, { key }) => call.perform(calls.storageVolLookupByKey, { key }),
}

/** @throws LibvirtError NO_… or ACCESS_DENIED */
export async function lookUp<K extends BusKind>(
  call: BusCall<undefined>,
  kind: K,
  reference: References[K],
): Promise<void> {
  await lookups[kind](call, reference)
}
