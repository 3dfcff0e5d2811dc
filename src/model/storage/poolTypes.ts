// What the types of storage pools have in common and where they differ: which parts their source has, which formats their
// source and their volumes may have, and what kind of thing their volumes are.
import { storageFormats } from '../domain/devices/storageSource.js'

export const poolTypes = [
  'dir',
  'fs',
  'netfs',
  'logical',
  'disk',
  'iscsi',
  'iscsi-direct',
  'scsi',
  'mpath',
  'rbd',
  'sheepdog',
  'gluster',
  'zfs',
  'vstorage',
] as const
export type PoolType = (typeof poolTypes)[number]

/** What a volume is to the host. */
export const volumeTypes = ['file', 'block', 'dir', 'network', 'netdir', 'ploop'] as const
export type VolumeType = (typeof volumeTypes)[number]

/** Names of formats, and the one meant when none is given. */
export interface Formats {
  readonly names: readonly string[]
  readonly preset: string
}

export interface PoolTypeTraits {
  /** Parts of the source that are written; a host, directory or adapter listed here must be there. */
  readonly source: readonly ('host' | 'device' | 'dir' | 'adapter' | 'name' | 'initiator')[]
  /** Reached by the network from the guest's process: there is no path on the host. */
  readonly network?: true
  readonly formats?: Formats
  readonly volumeFormats?: Formats
  readonly volumeType: VolumeType
}

const images: Formats = { names: storageFormats, preset: 'raw' }
const fileSystems = ['auto', 'ext2', 'ext3', 'ext4', 'ufs', 'iso9660', 'udf', 'gfs', 'gfs2', 'vfat', 'hfs+', 'xfs']
const labels = ['unknown', 'dos', 'dvh', 'gpt', 'mac', 'bsd', 'pc98', 'sun', 'lvm2']
const partitions = ['none', 'linux', 'fat16', 'fat32', 'linux-swap', 'linux-lvm', 'linux-raid', 'extended']

export const poolTraits: Readonly<Record<PoolType, PoolTypeTraits>> = {
  dir: { source: [], volumeFormats: images, volumeType: 'file' },
  fs: {
    source: ['device'],
    formats: { names: [...fileSystems, 'ocfs2', 'vmfs'], preset: 'auto' },
    volumeFormats: images,
    volumeType: 'file',
  },
  netfs: {
    source: ['host', 'dir'],
    formats: { names: ['auto', 'nfs', 'glusterfs', 'cifs'], preset: 'auto' },
    volumeFormats: images,
    volumeType: 'file',
  },
  logical: {
    source: ['name', 'device'],
    formats: { names: ['unknown', 'lvm2'], preset: 'lvm2' },
    volumeType: 'block',
  },
  disk: {
    source: ['device'],
    formats: { names: labels, preset: 'unknown' },
    volumeFormats: { names: partitions, preset: 'none' },
    volumeType: 'block',
  },
  iscsi: { source: ['host', 'device', 'initiator'], volumeType: 'block' },
  'iscsi-direct': { source: ['host', 'device', 'initiator'], network: true, volumeType: 'block' },
  scsi: { source: ['adapter'], volumeType: 'block' },
  mpath: { source: [], volumeType: 'block' },
  rbd: { source: ['host', 'name'], network: true, volumeFormats: images, volumeType: 'network' },
  sheepdog: { source: ['host', 'name'], network: true, volumeType: 'network' },
  gluster: { source: ['host', 'name', 'dir'], network: true, volumeFormats: images, volumeType: 'network' },
  zfs: { source: ['name', 'device'], volumeType: 'block' },
  vstorage: { source: ['name'], volumeFormats: images, volumeType: 'file' },
}
