// Pools, volumes and secrets, as org.libvirt.Connect makes, finds and lists them.
import * as calls from '../../api/calls/index.js'
import type { Methods } from '../tree/BusInterface.js'
import { absentIfEmpty, requireUuid } from '../values/texts.js'

type ConnectMethods = Methods<'org.libvirt.Connect', undefined>

export const connectStorage = {
  FindStoragePoolSources: async (call, type, srcSpec, flags) => {
    const args = { type, srcSpec: absentIfEmpty(srcSpec), flags }
    return (await call.perform(calls.connectFindStoragePoolSources, args)).xml
  },
  ListSecrets: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllSecrets, { need_results: 1, flags })).secrets),
  ListStoragePools: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllStoragePools, { need_results: 1, flags })).pools),
  SecretDefineXML: async (call, xml, flags) =>
    call.pathOf((await call.perform(calls.secretDefineXml, { xml, flags })).secret),
  SecretLookupByUUID: async (call, text) => {
    const uuid = requireUuid(text, 'virSecretLookupByUUIDString')
    return call.pathOf((await call.perform(calls.secretLookupByUuid, { uuid })).secret)
  },
  SecretLookupByUsage: async (call, usageType, usageID) =>
    call.pathOf((await call.perform(calls.secretLookupByUsage, { usageType, usageID })).secret),
  StoragePoolCreateXML: async (call, xml, flags) =>
    call.pathOf((await call.perform(calls.storagePoolCreateXml, { xml, flags })).pool),
  StoragePoolDefineXML: async (call, xml, flags) =>
    call.pathOf((await call.perform(calls.storagePoolDefineXml, { xml, flags })).pool),
  StoragePoolLookupByName: async (call, name) =>
    call.pathOf((await call.perform(calls.storagePoolLookupByName, { name })).pool),
  StoragePoolLookupByUUID: async (call, text) => {
    const uuid = requireUuid(text, 'virStoragePoolLookupByUUIDString')
    return call.pathOf((await call.perform(calls.storagePoolLookupByUuid, { uuid })).pool)
  },
  StorageVolLookupByKey: async (call, key) =>
    call.pathOf((await call.perform(calls.storageVolLookupByKey, { key })).vol),
  StorageVolLookupByPath: async (call, path) =>
    call.pathOf((await call.perform(calls.storageVolLookupByPath, { path })).vol),
} satisfies Partial<ConnectMethods>
