// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  storageVolCreateFlags,
  storageVolDownloadFlags,
  storageVolInfoFlags,
  storageVolResizeFlags,
  storageVolUploadFlags,
} from '../enums/storage.js'
import { char, int, list, storagePool, storageVol, string, uhyper, uint } from '../schema.js'

export const storagePoolNumOfVolumes = call('storagePoolNumOfVolumes', 91, 'virStoragePoolNumOfVolumes', {
  args: { pool: storagePool },
  ret: { num: int },
  allow: ['storage_pool:search_storage_vols'],
  on: 'pool',
  filter: 'storage_vol:getattr',
  priority: 'high',
  route: 'storage',
})

export const storagePoolListVolumes = call('storagePoolListVolumes', 92, 'virStoragePoolListVolumes', {
  args: { pool: storagePool, maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['storage_pool:search_storage_vols'],
  on: 'pool',
  filter: 'storage_vol:getattr',
  priority: 'high',
  route: 'storage',
})

export const storageVolCreateXml = call('storageVolCreateXml', 93, 'virStorageVolCreateXML', {
  args: { pool: storagePool, xml: string, flags: uint },
  ret: { vol: storageVol },
  allow: ['storage_vol:create'],
  on: 'new',
  writes: true,
  route: 'storage',
  flags: {
    test: storageVolCreateFlags.VALIDATE,
    storage: bits(storageVolCreateFlags, 'PREALLOC_METADATA', 'VALIDATE'),
  },
  bus: ['org.libvirt.StoragePool.StorageVolCreateXML'],
})

export const storageVolDelete = call('storageVolDelete', 94, 'virStorageVolDelete', {
  args: { vol: storageVol, flags: uint },
  allow: ['storage_vol:delete'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: { test: 0 },
  bus: ['org.libvirt.StorageVol.Delete'],
})

export const storageVolLookupByName = call('storageVolLookupByName', 95, 'virStorageVolLookupByName', {
  args: { pool: storagePool, name: string },
  ret: { vol: storageVol },
  allow: ['storage_vol:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StoragePool.StorageVolLookupByName'],
})

export const storageVolLookupByKey = call('storageVolLookupByKey', 96, 'virStorageVolLookupByKey', {
  args: { key: string },
  ret: { vol: storageVol },
  allow: ['storage_vol:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.Connect.StorageVolLookupByKey'],
})

export const storageVolLookupByPath = call('storageVolLookupByPath', 97, 'virStorageVolLookupByPath', {
  args: { path: string },
  ret: { vol: storageVol },
  allow: ['storage_vol:getattr'],
  on: 'result',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.Connect.StorageVolLookupByPath'],
})

export const storageVolGetInfo = call('storageVolGetInfo', 98, 'virStorageVolGetInfo', {
  args: { vol: storageVol },
  ret: { type: char, capacity: uhyper, allocation: uhyper },
  allow: ['storage_vol:read'],
  on: 'vol',
  priority: 'high',
  route: 'storage',
})

export const storageVolGetXmlDesc = call('storageVolGetXmlDesc', 99, 'virStorageVolGetXMLDesc', {
  args: { vol: storageVol, flags: uint },
  ret: { xml: string },
  allow: ['storage_vol:read'],
  on: 'vol',
  priority: 'high',
  route: 'storage',
  flags: { test: 0, storage: 0 },
  bus: ['org.libvirt.StorageVol.GetXMLDesc'],
})

export const storageVolGetPath = call('storageVolGetPath', 100, 'virStorageVolGetPath', {
  args: { vol: storageVol },
  ret: { name: string },
  allow: ['storage_vol:read'],
  on: 'vol',
  priority: 'high',
  route: 'storage',
  bus: ['org.libvirt.StorageVol.Path'],
})

export const storageVolCreateXmlFrom = call('storageVolCreateXmlFrom', 125, 'virStorageVolCreateXMLFrom', {
  args: { pool: storagePool, xml: string, clonevol: storageVol, flags: uint },
  ret: { vol: storageVol },
  allow: ['storage_vol:create'],
  on: 'new',
  writes: true,
  route: 'storage',
  flags: {
    test: storageVolCreateFlags.VALIDATE,
    storage: bits(storageVolCreateFlags, 'PREALLOC_METADATA', 'REFLINK', 'VALIDATE'),
  },
  bus: ['org.libvirt.StoragePool.StorageVolCreateXMLFrom'],
})

export const storageVolWipe = call('storageVolWipe', 165, 'virStorageVolWipe', {
  args: { vol: storageVol, flags: uint },
  allow: ['storage_vol:format'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: { test: 0 },
})

export const storageVolUpload = call('storageVolUpload', 208, 'virStorageVolUpload', {
  args: { vol: storageVol, offset: uhyper, length: uhyper, flags: uint },
  allow: ['storage_vol:data_write'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: { test: storageVolUploadFlags.SPARSE_STREAM, storage: storageVolUploadFlags.SPARSE_STREAM },
  stream: { direction: 'write', sparse: storageVolUploadFlags.SPARSE_STREAM },
})

export const storageVolDownload = call('storageVolDownload', 209, 'virStorageVolDownload', {
  args: { vol: storageVol, offset: uhyper, length: uhyper, flags: uint },
  allow: ['storage_vol:data_read'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: { test: storageVolDownloadFlags.SPARSE_STREAM, storage: storageVolDownloadFlags.SPARSE_STREAM },
  stream: { direction: 'read', sparse: storageVolDownloadFlags.SPARSE_STREAM },
})

export const storageVolWipePattern = call('storageVolWipePattern', 259, 'virStorageVolWipePattern', {
  args: { vol: storageVol, algorithm: uint, flags: uint },
  allow: ['storage_vol:format'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: { test: 0, storage: 0 },
  bus: ['org.libvirt.StorageVol.Wipe'],
})

export const storageVolResize = call('storageVolResize', 260, 'virStorageVolResize', {
  args: { vol: storageVol, capacity: uhyper, flags: uint },
  allow: ['storage_vol:resize'],
  on: 'vol',
  writes: true,
  route: 'storage',
  flags: {
    test: bits(storageVolResizeFlags, 'ALLOCATE', 'DELTA', 'SHRINK'),
    storage: bits(storageVolResizeFlags, 'ALLOCATE', 'DELTA', 'SHRINK'),
  },
  bus: ['org.libvirt.StorageVol.Resize'],
})

export const storagePoolListAllVolumes = call('storagePoolListAllVolumes', 282, 'virStoragePoolListAllVolumes', {
  args: { pool: storagePool, need_results: int, flags: uint },
  ret: { vols: list(storageVol, 16384), ret: uint },
  allow: ['storage_pool:search_storage_vols'],
  on: 'pool',
  filter: 'storage_vol:getattr',
  priority: 'high',
  route: 'storage',
  flags: { test: 0, storage: 0 },
  bus: ['org.libvirt.StoragePool.ListStorageVolumes'],
})

export const storageVolGetInfoFlags = call('storageVolGetInfoFlags', 378, 'virStorageVolGetInfoFlags', {
  args: { vol: storageVol, flags: uint },
  ret: { type: char, capacity: uhyper, allocation: uhyper },
  allow: ['storage_vol:read'],
  on: 'vol',
  priority: 'high',
  route: 'storage',
  flags: { test: storageVolInfoFlags.GET_PHYSICAL, storage: storageVolInfoFlags.GET_PHYSICAL },
  bus: ['org.libvirt.StorageVol.GetInfo'],
})
