// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  connectListAllStoragePoolsFlags,
  storagePoolCreateFlags,
  storagePoolDefineFlags,
  storageXMLFlags,
} from '../enums/storage.js'
import { char, int, list, optional, storagePool, storageVol, string, uhyper, uint, uuid } from '../schema.js'

export const connectNumOfStoragePools = call('connectNumOfStoragePools', 71, 'virConnectNumOfStoragePools', {
  ret: { num: int },
  allow: ['connect:search_storage_pools'],
  filter: 'storage_pool:getattr',
  priority: 'high',
  route: 'storage',
})

export const connectListStoragePools = call('connectListStoragePools', 72, 'virConnectListStoragePools', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_storage_pools'],
  filter: 'storage_pool:getattr',
  priority: 'high',
  route: 'storage',
})

export const connectNumOfDefinedStoragePools = call(
  'connectNumOfDefinedStoragePools',
  73,
  'virConnectNumOfDefinedStoragePools',
  {
    ret: { num: int },
    allow: ['connect:search_storage_pools'],
    filter: 'storage_pool:getattr',
    priority: 'high',
    route: 'storage',
  },
)

export const connectListDefinedStoragePools = call(
  'connectListDefinedStoragePools',
  74,
  'virConnectListDefinedStoragePools',
  {
    args: { maxnames: int },
    ret: { names: list(string, 16384) },
    allow: ['connect:search_storage_pools'],
    filter: 'storage_pool:getattr',
    priority: 'high',
    route: 'storage',
  },
)

export const connectFindStoragePoolSources = call(
  'connectFindStoragePoolSources',
  75,
  'virConnectFindStoragePoolSources',
  {
    args: { type: string, srcSpec: optional(string), flags: uint },
    ret: { xml: string },
    allow: ['connect:detect_storage_pools'],
    writes: true,
    route: 'storage',
    flags: { test: 0 },
    bus: ['org.libvirt.Connect.FindStoragePoolSources'],
  },
)

export const storagePoolCreateXml = call('storagePoolCreateXml', 76, 'virStoragePoolCreateXML', {
  args: { xml: string, flags: uint },
  ret: { pool: storagePool },
  allow: ['storage_pool:start', 'storage_pool:write'],
  on: 'new',
  writes: true,
  route: 'storage',
  flags: {
    test: 0,
    storage: bits(storagePoolCreateFlags, 'WITH_BUILD', 'WITH_BUILD_OVERWRITE', 'WITH_BUILD_NO_OVERWRITE'),
  },
  bus: ['org.libvirt.Connect.StoragePoolCreateXML'],
})

export const storagePoolDefineXml = call('storagePoolDefineXml', 77, 'virStoragePoolDefineXML', {
  args: { xml: string, flags: uint },
  ret: { pool: storagePool },
  allow: ['storage_pool:write', 'storage_pool:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'storage',
  flags: { test: storagePoolDefineFlags.VALIDATE, storage: storagePoolDefineFlags.VALIDATE },
  bus: ['org.libvirt.Connect.StoragePoolDefineXML'],
})

export const storagePoolCreate = call('storagePoolCreate', 78, 'virStoragePoolCreate', {
  args: { pool: storagePool, flags: uint },
  allow: ['storage_pool:start'],
  on: 'pool',
  writes: true,
  route: 'storage',
  flags: {
    test: 0,
    storage: bits(storagePoolCreateFlags, 'WITH_BUILD', 'WITH_BUILD_OVERWRITE', 'WITH_BUILD_NO_OVERWRITE'),
  },
  bus: ['org.libvirt.StoragePool.Create'],
})

export const storagePoolBuild = call('storagePoolBuild', 79, 'virStoragePoolBuild', {
  args: { pool: storagePool, flags: uint },
  allow: ['storage_pool:format'],
  on: 'pool',
  writes: true,
  route: 'storage',
  flags: { test: 0 },
  bus: ['org.libvirt.StoragePool.Build'],
})

export const storagePoolDestroy = call('storagePoolDestroy', 80, 'virStoragePoolDestroy', {
  args: { pool: storagePool },
  allow: ['storage_pool:stop'],
  on: 'pool',
  writes: true,
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Destroy'],
})

export const storagePoolDelete = call('storagePoolDelete', 81, 'virStoragePoolDelete', {
  args: { pool: storagePool, flags: uint },
  allow: ['storage_pool:format'],
  on: 'pool',
  writes: true,
  route: 'storage',
  flags: { test: 0 },
  bus: ['org.libvirt.StoragePool.Delete'],
})

export const storagePoolUndefine = call('storagePoolUndefine', 82, 'virStoragePoolUndefine', {
  args: { pool: storagePool },
  allow: ['storage_pool:delete'],
  on: 'pool',
  writes: true,
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Undefine'],
})

export const storagePoolRefresh = call('storagePoolRefresh', 83, 'virStoragePoolRefresh', {
  args: { pool: storagePool, flags: uint },
  allow: ['storage_pool:refresh'],
  on: 'pool',
  writes: true,
  route: 'storage',
  flags: { test: 0, storage: 0 },
  bus: ['org.libvirt.StoragePool.Refresh'],
})

export const storagePoolLookupByName = call('storagePoolLookupByName', 84, 'virStoragePoolLookupByName', {
  args: { name: string },
  ret: { pool: storagePool },
  allow: ['storage_pool:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.Connect.StoragePoolLookupByName'],
})

export const storagePoolLookupByUuid = call('storagePoolLookupByUuid', 85, 'virStoragePoolLookupByUUID', {
  args: { uuid },
  ret: { pool: storagePool },
  allow: ['storage_pool:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.Connect.StoragePoolLookupByUUID'],
})

export const storagePoolLookupByVolume = call('storagePoolLookupByVolume', 86, 'virStoragePoolLookupByVolume', {
  args: { vol: storageVol },
  ret: { pool: storagePool },
  allow: ['storage_pool:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
})

export const storagePoolGetInfo = call('storagePoolGetInfo', 87, 'virStoragePoolGetInfo', {
  args: { pool: storagePool },
  ret: { state: char, capacity: uhyper, allocation: uhyper, available: uhyper },
  allow: ['storage_pool:read'],
  on: 'pool',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.GetInfo'],
})

export const storagePoolGetXmlDesc = call('storagePoolGetXmlDesc', 88, 'virStoragePoolGetXMLDesc', {
  args: { pool: storagePool, flags: uint },
  ret: { xml: string },
  allow: ['storage_pool:read'],
  on: 'pool',
  priority: 'high',
  route: 'storage',
  flags: { test: 0, storage: storageXMLFlags.XML_INACTIVE },
  bus: ['org.libvirt.StoragePool.GetXMLDesc'],
})

export const storagePoolGetAutostart = call('storagePoolGetAutostart', 89, 'virStoragePoolGetAutostart', {
  args: { pool: storagePool },
  ret: { autostart: int },
  allow: ['storage_pool:read'],
  on: 'pool',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Autostart'],
})

export const storagePoolSetAutostart = call('storagePoolSetAutostart', 90, 'virStoragePoolSetAutostart', {
  args: { pool: storagePool, autostart: int },
  allow: ['storage_pool:write'],
  on: 'pool',
  writes: true,
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Autostart'],
})

export const storagePoolIsActive = call('storagePoolIsActive', 154, 'virStoragePoolIsActive', {
  args: { pool: storagePool },
  ret: { active: int },
  allow: ['storage_pool:read'],
  on: 'pool',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Active'],
})

export const storagePoolIsPersistent = call('storagePoolIsPersistent', 155, 'virStoragePoolIsPersistent', {
  args: { pool: storagePool },
  ret: { persistent: int },
  allow: ['storage_pool:read'],
  on: 'pool',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.Persistent'],
})

export const connectListAllStoragePools = call('connectListAllStoragePools', 281, 'virConnectListAllStoragePools', {
  args: { need_results: int, flags: uint },
  ret: { pools: list(storagePool, 16384), ret: uint },
  allow: ['connect:search_storage_pools'],
  filter: 'storage_pool:getattr',
  priority: 'high',
  route: 'storage',
  flags: {
    test: bits(
      connectListAllStoragePoolsFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'AUTOSTART',
      'NO_AUTOSTART',
      'DIR',
      'FS',
      'NETFS',
      'LOGICAL',
      'DISK',
      'ISCSI',
      'SCSI',
      'MPATH',
      'RBD',
      'SHEEPDOG',
      'GLUSTER',
      'ZFS',
      'VSTORAGE',
      'ISCSI_DIRECT',
    ),
    storage: bits(
      connectListAllStoragePoolsFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'AUTOSTART',
      'NO_AUTOSTART',
      'DIR',
      'FS',
      'NETFS',
      'LOGICAL',
      'DISK',
      'ISCSI',
      'SCSI',
      'MPATH',
      'RBD',
      'SHEEPDOG',
      'GLUSTER',
      'ZFS',
      'VSTORAGE',
      'ISCSI_DIRECT',
    ),
  },
  bus: ['org.libvirt.Connect.ListStoragePools'],
})

export const storagePoolLookupByTargetPath = call(
  'storagePoolLookupByTargetPath',
  391,
  'virStoragePoolLookupByTargetPath',
  {
    args: { path: string },
    ret: { pool: storagePool },
    allow: ['storage_pool:getattr'],
    on: 'result',
    priority: 'high',
    route: 'storage',
  },
)

export const connectGetStoragePoolCapabilities = call(
  'connectGetStoragePoolCapabilities',
  403,
  'virConnectGetStoragePoolCapabilities',
  {
    args: { flags: uint },
    ret: { capabilities: string },
    allow: ['connect:read'],
    route: 'storage',
    flags: { test: 0, storage: 0 },
  },
)
