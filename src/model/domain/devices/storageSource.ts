// Owns the description of an image or stream of blocks, and of the chain of images behind it.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { PciAddress } from './address.js'
import { attributeTable, refusing, type TableValue } from './attributeTable.js'
import { int, oneOf, size, string, uint, yesNo } from './attributeTypes.js'
import type { Reconnect } from './charSource.js'
import type { SourceSeclabel } from './sourceSeclabel.js'
import type { StorageAuth } from './storageAuth.js'
import type { StorageCookie } from './storageCookies.js'
import type { StorageEncryption } from './storageEncryption.js'

export const storageTypes = ['file', 'block', 'dir', 'network', 'volume', 'nvme', 'vhostuser', 'vhostvdpa'] as const
export type StorageType = (typeof storageTypes)[number]

/** Image formats in libvirt's spelling; QEMU handles some of them. */
export const storageFormats = [
  'raw',
  'dir',
  'bochs',
  'cloop',
  'dmg',
  'iso',
  'vpc',
  'vdi',
  'vhd',
  'ploop',
  'luks',
  'cow',
  'qcow',
  'qcow2',
  'qed',
  'vmdk',
  'fat',
] as const
export type StorageFormat = (typeof storageFormats)[number]

export const networkProtocols = [
  'nbd',
  'rbd',
  'sheepdog',
  'gluster',
  'iscsi',
  'http',
  'https',
  'ftp',
  'ftps',
  'tftp',
  'ssh',
  'vxhs',
  'nfs',
] as const
export type NetworkProtocol = (typeof networkProtocols)[number]

/** One end of a network protocol. */
export const storageHost = attributeTable({
  name: string,
  port: uint,
  transport: refusing(oneOf('tcp', 'unix', 'rdma'), transport => `unknown protocol transport type '${transport}'`),
  socket: string,
})
export type StorageHost = TableValue<typeof storageHost>

export const networkIdentity = attributeTable({
  user: string,
  group: string,
  username: string,
  keyfile: string,
  agentsock: string,
})
export const fileSource = attributeTable({ file: string, fdgroup: string })
export const networkSource = attributeTable({
  protocol: oneOf(...networkProtocols),
  name: string,
  query: string,
  tls: yesNo,
  tlsFromConfig: int,
  tlsHostname: string,
})
export const volumeSource = attributeTable({
  pool: string,
  volume: string,
  mode: refusing(oneOf('host', 'direct'), mode => `unknown source mode '${mode}' for volume type disk`),
})
export const nvmeSource = attributeTable({ type: oneOf('pci'), managed: yesNo, namespace: size })

export interface FileStorage {
  type: 'file'
  path?: string | undefined
  /** Name of the group of descriptors a client passed. */
  fdgroup?: string | undefined
}
export interface BlockStorage {
  type: 'block'
  path?: string | undefined
}
export interface DirStorage {
  type: 'dir'
  path?: string | undefined
}
export interface NetworkStorage {
  type: 'network'
  protocol: NetworkProtocol
  /** Volume, image, export or path, as the protocol has it. */
  name?: string | undefined
  query?: string | undefined
  tls?: boolean | undefined
  tlsFromConfig?: boolean | undefined
  tlsHostname?: string | undefined
  hosts: StorageHost[]
  snapshot?: string | undefined
  config?: string | undefined
  initiator?: string | undefined
  sslVerify?: boolean | undefined
  cookies?: StorageCookie[] | undefined
  /** Bytes. */
  readahead?: number | undefined
  /** Seconds. */
  timeout?: number | undefined
  /** Seconds between two tries to connect again. */
  reconnectDelay?: number | undefined
  identity?: TableValue<typeof networkIdentity> | undefined
  knownHosts?: string | undefined
}
export interface VolumeStorage {
  type: 'volume'
  pool: string
  volume: string
  mode?: 'host' | 'direct' | undefined
}
export interface NvmeStorage {
  type: 'nvme'
  address: PciAddress
  managed?: boolean | undefined
  namespace: number
}
export interface VhostuserStorage {
  type: 'vhostuser'
  path: string
  reconnect?: Reconnect | undefined
}
export interface VhostvdpaStorage {
  type: 'vhostvdpa'
  path: string
}

/** Limits of a qcow2 image's metadata cache, bytes. */
export interface MetadataCache {
  maxSize: bigint
}

/** A window into an image. */
export interface StorageSlice {
  offset: bigint
  size: bigint
}

/** Persistent reservations. */
export interface Reservations {
  managed: boolean
  /** Socket of a helper that someone else runs. */
  path?: string | undefined
}

interface Common {
  /** Absent until given or detected. */
  format?: StorageFormat | undefined
  /** Number by which block jobs name a running guest's image. */
  index?: number | undefined
  auth?: StorageAuth | undefined
  encryption?: StorageEncryption | undefined
  seclabels?: SourceSeclabel[] | undefined
  reservations?: Reservations | undefined
  slice?: StorageSlice | undefined
  /** External data file of a qcow2 image. */
  dataStore?: StorageSource | undefined
  metadataCache?: MetadataCache | undefined
  /** The image behind this one; `null` says that there is none. */
  backing?: StorageSource | null | undefined
  /** Prefix of the names of QEMU's block nodes for the image, e.g. `libvirt-1`; of prepared and running guests. */
  node?: string | undefined
  /** Kept for the status file, as read. */
  privateData?: XmlElement | undefined
}

/** Where the bytes are. */
export type StoragePlace =
  | FileStorage
  | BlockStorage
  | DirStorage
  | NetworkStorage
  | VolumeStorage
  | NvmeStorage
  | VhostuserStorage
  | VhostvdpaStorage

/** virStorageSource. */
export type StorageSource = StoragePlace & Common

/** Whether there is nothing to open: an empty drive. */
export function isStorageEmpty(source: StorageSource): boolean {
  switch (source.type) {
    case 'file':
    case 'block':
    case 'dir':
      return source.path === undefined
    default:
      return false
  }
}
