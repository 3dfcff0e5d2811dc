// Owns `<disk>`: the guest side of an image, and how QEMU is to handle it.
import { attributeTable, type TableValue } from './attributeTable.js'
import { oneOf, onOff, positive, string, uint, yesNo } from './attributeTypes.js'
import type { DeviceInfo } from './deviceInfo.js'
import type { Iotune } from './diskIotune.js'
import type { IothreadMapping } from './iothreadMapping.js'
import type { MetadataCache, StorageFormat, StorageSource } from './storageSource.js'
import { storageTypes } from './storageSource.js'
import { virtioOptionRows } from './virtioOptions.js'
import type { XmlElement } from '../../xml/XmlElement.js'

export const diskBuses = ['ide', 'fdc', 'scsi', 'virtio', 'xen', 'usb', 'uml', 'sata', 'sd', 'nvme'] as const
export type DiskBus = (typeof diskBuses)[number]

export const diskHead = attributeTable({
  type: oneOf(...storageTypes),
  device: oneOf('disk', 'cdrom', 'floppy', 'lun'),
  model: oneOf('default', 'virtio', 'virtio-transitional', 'virtio-non-transitional'),
  rawio: yesNo,
  sgio: oneOf('filtered', 'unfiltered'),
  snapshot: oneOf('no', 'internal', 'external', 'manual'),
})
export const diskDriver = attributeTable({
  name: string,
  type: string,
  cache: oneOf('default', 'none', 'writethrough', 'writeback', 'directsync', 'unsafe'),
  error_policy: oneOf('default', 'stop', 'report', 'ignore', 'enospace'),
  rerror_policy: oneOf('default', 'stop', 'report', 'ignore'),
  io: oneOf('native', 'threads', 'io_uring'),
  ioeventfd: onOff,
  event_idx: onOff,
  copy_on_read: onOff,
  discard: oneOf('unmap', 'ignore'),
  iothread: positive,
  detect_zeroes: oneOf('off', 'on', 'unmap'),
  discard_no_unref: onOff,
  queues: uint,
  queue_size: uint,
  ...virtioOptionRows,
})
export const diskTarget = attributeTable({
  dev: string,
  bus: oneOf(...diskBuses),
  tray: oneOf('closed', 'open'),
  removable: onOff,
  rotation_rate: uint,
})
export const diskGeometry = attributeTable({
  cyls: uint,
  heads: uint,
  secs: uint,
  trans: oneOf('none', 'auto', 'lba'),
})
export const diskBlockio = attributeTable({
  logical_block_size: uint,
  physical_block_size: uint,
  discard_granularity: uint,
})
export const mirrorHead = attributeTable({
  type: oneOf(...storageTypes),
  file: string,
  format: string,
  job: oneOf('copy', 'active-commit'),
  ready: oneOf('yes', 'abort', 'pivot'),
})

/** `<driver>` without name and type, which belong to the image. */
export type DiskDriver = Omit<TableValue<typeof diskDriver>, 'name' | 'type'>

/** A running copy of the disk to another image. */
export interface DiskMirror {
  source: StorageSource
  job: 'copy' | 'active-commit'
  ready?: 'yes' | 'abort' | 'pivot' | undefined
}

export interface Disk {
  kind: 'disk'
  device: 'disk' | 'cdrom' | 'floppy' | 'lun'
  model?: Exclude<TableValue<typeof diskHead>['model'], 'default'>
  rawio?: boolean | undefined
  sgio?: 'filtered' | 'unfiltered' | undefined
  snapshot?: 'no' | 'internal' | 'external' | 'manual' | undefined
  /** `qemu` after defaults. */
  driverName?: string | undefined
  driver: DiskDriver
  iothreads?: IothreadMapping[] | undefined
  metadataCache?: MetadataCache | undefined
  source: StorageSource
  /** `<auth>` and `<encryption>` stand in the disk itself, as old documents have them. */
  authInDisk?: boolean | undefined
  encryptionInDisk?: boolean | undefined
  startupPolicy?: 'mandatory' | 'requisite' | 'optional' | undefined
  backendDomain?: string | undefined
  geometry?: TableValue<typeof diskGeometry> | undefined
  blockio?: TableValue<typeof diskBlockio> | undefined
  mirror?: DiskMirror | undefined
  /** Name such as `vda`, unique in the guest. */
  target: string
  /** Absent until derived from the target's name. */
  bus?: DiskBus | undefined
  tray?: 'closed' | 'open' | undefined
  removable?: boolean | undefined
  rotationRate?: number | undefined
  iotune?: Iotune | undefined
  throttleFilters: string[]
  readonly?: boolean | undefined
  shareable?: boolean | undefined
  transient?: { shareBacking?: boolean | undefined } | undefined
  serial?: string | undefined
  wwn?: string | undefined
  vendor?: string | undefined
  product?: string | undefined
  info: DeviceInfo
  /** Status file only, as read. */
  privateData?: XmlElement | undefined
}

/** The format of the disk's own image. */
export function diskFormat(disk: Disk): StorageFormat | undefined {
  return disk.source.format
}
