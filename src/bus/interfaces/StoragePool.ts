import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['storagePool']

const found = async (call: BusCall<Self>) =>
  (await call.once(calls.storagePoolLookupByUuid, { uuid: call.self.uuid })).pool.reference

export const storagePoolInterface = defineInterface<'org.libvirt.StoragePool', Self>(
  'org.libvirt.StoragePool',
  {
    Build: (call, flags) => call.perform(calls.storagePoolBuild, { pool: call.self, flags }),
    Create: (call, flags) => call.perform(calls.storagePoolCreate, { pool: call.self, flags }),
    Delete: (call, flags) => call.perform(calls.storagePoolDelete, { pool: call.self, flags }),
    Destroy: call => call.perform(calls.storagePoolDestroy, { pool: call.self }),
    GetInfo: async call => {
      const info = await call.perform(calls.storagePoolGetInfo, { pool: call.self })
      return [info.state, info.capacity, info.allocation, info.available]
    },
    GetXMLDesc: async (call, flags) =>
      (await call.perform(calls.storagePoolGetXmlDesc, { pool: call.self, flags })).xml,
    ListStorageVolumes: async (call, flags) => {
      const args = { pool: call.self, need_results: 1, flags }
      return call.pathsOf((await call.perform(calls.storagePoolListAllVolumes, args)).vols)
    },
    Refresh: (call, flags) => call.perform(calls.storagePoolRefresh, { pool: call.self, flags }),
    StorageVolCreateXML: async (call, xml, flags) =>
      call.pathOf((await call.perform(calls.storageVolCreateXml, { pool: call.self, xml, flags })).vol),
    StorageVolCreateXMLFrom: async (call, xml, key, flags) => {
      const clonevol = (await call.perform(calls.storageVolLookupByKey, { key })).vol.reference
      return call.pathOf(
        (await call.perform(calls.storageVolCreateXmlFrom, { pool: call.self, xml, clonevol, flags })).vol,
      )
    },
    StorageVolLookupByName: async (call, name) =>
      call.pathOf((await call.perform(calls.storageVolLookupByName, { pool: call.self, name })).vol),
    Undefine: call => call.perform(calls.storagePoolUndefine, { pool: call.self }),
  },
  {
    Active: {
      get: async call => (await call.perform(calls.storagePoolIsActive, { pool: call.self })).active !== 0,
      changesWith: ['storagePoolIsActive'],
    },
    Autostart: {
      get: async call => (await call.perform(calls.storagePoolGetAutostart, { pool: call.self })).autostart !== 0,
      set: (call, on) => call.perform(calls.storagePoolSetAutostart, { pool: call.self, autostart: Number(on) }),
      changesWith: ['storagePoolGetAutostart'],
    },
    Name: { get: async call => (await found(call)).name },
    Persistent: {
      get: async call => (await call.perform(calls.storagePoolIsPersistent, { pool: call.self })).persistent !== 0,
      changesWith: ['storagePoolIsPersistent'],
    },
    UUID: { get: async call => (await found(call)).uuid },
  },
)
