// Writes `<disk>`.
import { formatYesNo } from '../../xml/read.js'
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { formatDeviceInfo } from './deviceInfo.js'
import { type Disk, diskBlockio, diskDriver, diskGeometry, diskHead, type DiskMirror, diskTarget } from './disk.js'
import { formatIotune, formatThrottleFilters } from './diskIotune.js'
import {
  formatBackingStore,
  formatMetadataCache,
  formatNestedSource,
  formatStorageSource,
} from './formatStorageSource.js'
import { formatIothreadMapping } from './iothreadMapping.js'
import { formatStorageAuth } from './storageAuth.js'
import { formatStorageEncryption } from './storageEncryption.js'

const withoutDefault = <T extends string>(value: T | undefined) => (value === 'default' ? undefined : value)

function formatDriver(writer: XmlWriter, disk: Disk): void {
  const attributes = diskDriver.format({
    ...disk.driver,
    name: disk.driverName,
    type: disk.source.format,
    cache: withoutDefault(disk.driver.cache),
    error_policy: withoutDefault(disk.driver.error_policy),
    rerror_policy: withoutDefault(disk.driver.rerror_policy),
  })
  writer.elementIfAny('driver', attributes, () => {
    formatIothreadMapping(writer, disk.iothreads)
    formatMetadataCache(writer, disk.metadataCache)
  })
}

function formatMirror(writer: XmlWriter, mirror: DiskMirror | undefined, options: FormatOptions): void {
  if (mirror === undefined || options.inactive) return
  const { source } = mirror
  // Clients of old look for the file and its format on the element itself.
  const legacy: XmlAttributes =
    source.type === 'file' && mirror.job === 'copy' ? { file: source.path, format: source.format } : {}
  writer.element('mirror', { type: source.type, ...legacy, job: mirror.job, ready: mirror.ready }, () => {
    if (source.format) formatNestedSource(writer, source, options)
    else formatStorageSource(writer, source, options)
    formatBackingStore(writer, source, options)
  })
}

function formatTransient(writer: XmlWriter, disk: Disk): void {
  if (disk.transient === undefined) return
  writer.element('transient', { shareBacking: formatYesNo(disk.transient.shareBacking || undefined) })
}

function targetAttributes(disk: Disk, options: FormatOptions): XmlAttributes {
  const removable = disk.device === 'cdrom' || disk.device === 'floppy'
  const tray = removable && (!options.inactive || disk.tray === 'open') ? disk.tray : undefined
  return diskTarget.format({
    dev: disk.target,
    bus: disk.bus,
    tray: tray === 'closed' ? undefined : tray,
    removable: disk.bus === 'usb' ? disk.removable : undefined,
    rotation_rate: disk.rotationRate || undefined,
  })
}

export function formatDisk(writer: XmlWriter, disk: Disk, options: FormatOptions): void {
  const { source } = disk
  writer.element('disk', diskHead.format({ ...disk, type: source.type }), () => {
    formatDriver(writer, disk)
    if (source.auth && disk.authInDisk) formatStorageAuth(writer, source.auth)
    formatStorageSource(writer, source, options, {
      startupPolicy: disk.startupPolicy,
      authElsewhere: disk.authInDisk,
      encryptionElsewhere: disk.encryptionInDisk,
    })
    formatBackingStore(writer, source, options)
    if (disk.backendDomain !== undefined) writer.element('backenddomain', { name: disk.backendDomain })
    const { geometry } = disk
    // Half a geometry is none.
    if (geometry?.cyls && geometry.heads && geometry.secs) writer.element('geometry', diskGeometry.format(geometry))
    writer.elementIfAny('blockio', diskBlockio.format(disk.blockio))
    formatMirror(writer, disk.mirror, options)
    writer.element('target', targetAttributes(disk, options))
    formatIotune(writer, disk.iotune)
    formatThrottleFilters(writer, disk.throttleFilters)
    if (disk.readonly) writer.element('readonly')
    if (disk.shareable) writer.element('shareable')
    formatTransient(writer, disk)
    writer.text('serial', disk.serial).text('wwn', disk.wwn).text('vendor', disk.vendor).text('product', disk.product)
    if (source.encryption && disk.encryptionInDisk) formatStorageEncryption(writer, source.encryption)
    formatDeviceInfo(writer, disk.info, options, { boot: true })
    if (options.status && disk.privateData) writer.tree(disk.privateData)
  })
}
