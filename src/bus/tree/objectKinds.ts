// What the tree shows below a driver: which interfaces each kind of object has, how a path names one, how all are listed.
import * as calls from '../../api/calls/index.js'
import type { Found, MaybePromise } from '../../api/Driver.js'
import type { References } from '../../api/schema.js'
import { domainInterface } from '../interfaces/Domain.js'
import { domainSnapshotInterface } from '../interfaces/DomainSnapshot.js'
import { interfaceInterface } from '../interfaces/Interface.js'
import { networkInterface } from '../interfaces/Network.js'
import { nodeDeviceInterface } from '../interfaces/NodeDevice.js'
import { nwfilterInterface } from '../interfaces/NWFilter.js'
import { secretInterface } from '../interfaces/Secret.js'
import { storagePoolInterface } from '../interfaces/StoragePool.js'
import { storageVolInterface } from '../interfaces/StorageVol.js'
import { virtbusDomainInterface } from '../interfaces/VirtbusDomain.js'
import { requireUuid } from '../values/texts.js'
import type { BusCall } from './BusCall.js'
import type { BusInterface } from './BusInterface.js'
import { type BusKind, decodeName, decodeSnapshot, decodeUuid, places } from './objectPaths.js'

type ConnectCall = BusCall<undefined>

export interface KindFacts<K extends BusKind = BusKind> {
  readonly interfaces: readonly BusInterface[]
  /**
   * What the last element of a path stands for. Only asks a driver where the path says less than finding the object takes.
   * @throws LibvirtError for what names no object
   */
  refer(element: string, call: ConnectCall): MaybePromise<References[K]>
  /** All objects that the caller may see. */
  list(call: ConnectCall): Promise<readonly Found[]>
}

export const objectKinds: { readonly [K in BusKind]: KindFacts<K> } = {
  domain: {
    interfaces: [domainInterface, virtbusDomainInterface],
    refer: element => ({ name: '', uuid: uuidIn(element, 'virDomainLookupByUUIDString'), id: -1 }),
    list: listDomains,
  },
  domainSnapshot: {
    interfaces: [domainSnapshotInterface],
    refer: element => {
      const { uuid, name } = decodeSnapshot(element)
      return { name, dom: { name: '', uuid: requireUuid(uuid, 'virDomainLookupByUUIDString'), id: -1 } }
    },
    list: async call => {
      if (!call.serves(calls.domainListAllSnapshots)) return []
      return listWithin(await listDomains(call), async ({ reference: dom }) => {
        return (await call.perform(calls.domainListAllSnapshots, { dom, need_results: 1, flags: 0 })).snapshots
      })
    },
  },
  interface: {
    interfaces: [interfaceInterface],
    refer: async (element, call) =>
      (await call.perform(calls.interfaceLookupByMacString, { mac: decodeName(element) })).iface.reference,
    list: async call => (await call.perform(calls.connectListAllInterfaces, { need_results: 1, flags: 0 })).ifaces,
  },
  network: {
    interfaces: [networkInterface],
    refer: element => ({ name: '', uuid: uuidIn(element, 'virNetworkLookupByUUIDString') }),
    list: async call => (await call.perform(calls.connectListAllNetworks, { need_results: 1, flags: 0 })).nets,
  },
  nodeDevice: {
    interfaces: [nodeDeviceInterface],
    refer: element => ({ name: decodeName(element) }),
    list: async call => (await call.perform(calls.connectListAllNodeDevices, { need_results: 1, flags: 0 })).devices,
  },
  nwfilter: {
    interfaces: [nwfilterInterface],
    refer: element => ({ name: '', uuid: uuidIn(element, 'virNWFilterLookupByUUIDString') }),
    list: async call => (await call.perform(calls.connectListAllNwfilters, { need_results: 1, flags: 0 })).filters,
  },
  secret: {
    interfaces: [secretInterface],
    refer: element => ({ uuid: uuidIn(element, 'virSecretLookupByUUIDString'), usageType: 0, usageID: '' }),
    list: async call => (await call.perform(calls.connectListAllSecrets, { need_results: 1, flags: 0 })).secrets,
  },
  storagePool: {
    interfaces: [storagePoolInterface],
    refer: element => ({ name: '', uuid: uuidIn(element, 'virStoragePoolLookupByUUIDString') }),
    list: listPools,
  },
  storageVol: {
    interfaces: [storageVolInterface],
    refer: async (element, call) =>
      (await call.perform(calls.storageVolLookupByKey, { key: decodeName(element) })).vol.reference,
    list: async call => {
      if (!call.serves(calls.storagePoolListAllVolumes)) return []
      return listWithin(await listPools(call), async ({ reference: pool }) => {
        return (await call.perform(calls.storagePoolListAllVolumes, { pool, need_results: 1, flags: 0 })).vols
      })
    },
  },
}

/** Folder name → kind. */
export const kindsByFolder: ReadonlyMap<string, BusKind> = new Map(
  Object.keys(objectKinds).map(name => {
    // The keys of a mapped type over BusKind.
    const kind = name as BusKind
    return [places[kind].folder, kind]
  }),
)

async function listDomains(call: ConnectCall) {
  return (await call.perform(calls.connectListAllDomains, { need_results: 1, flags: 0 })).domains
}

async function listPools(call: ConnectCall) {
  return (await call.perform(calls.connectListAllStoragePools, { need_results: 1, flags: 0 })).pools
}

/** An object's contents are left out when they cannot be listed, for example those of an inactive pool. */
async function listWithin<P>(parents: readonly P[], list: (parent: P) => Promise<readonly Found[]>): Promise<Found[]> {
  const lists: (readonly Found[])[] = []
  for (const parent of parents) lists.push(await list(parent).catch(() => []))
  return lists.flat()
}

function uuidIn(element: string, api: string): string {
  return requireUuid(decodeUuid(element), api)
}
