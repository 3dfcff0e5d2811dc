// Reads `<disk>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { childText } from '../../xml/read.js'
import type { ParseOptions } from '../options.js'
import { readAttribute } from './attributeTable.js'
import { oneOf, yesNo } from './attributeTypes.js'
import { parseDeviceInfo } from './deviceInfo.js'
import {
  type Disk,
  diskBlockio,
  diskDriver,
  diskGeometry,
  diskHead,
  type DiskMirror,
  diskTarget,
  mirrorHead,
} from './disk.js'
import { parseIotune, parseThrottleFilters } from './diskIotune.js'
import { parseIothreadMapping } from './iothreadMapping.js'
import { parseBackingStore, parseMetadataCache, parseNestedSource, parseStorageSource } from './parseStorageSource.js'
import { parseStorageAuth } from './storageAuth.js'
import { parseStorageEncryption } from './storageEncryption.js'
import { type StorageFormat, storageFormats, type StorageSource } from './storageSource.js'

function formatOf(name: string | undefined, what: string): StorageFormat | undefined {
  if (name === undefined) return undefined
  // What xend and qemu-img once called it.
  if (name === 'aio') return 'raw'
  const format = storageFormats.find(each => each === name)
  if (format === undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', `unknown ${what} '${name}'`)
  return format
}

function parseMirror(element: XmlElement | undefined, options: ParseOptions): DiskMirror | undefined {
  if (element === undefined || options.inactive) return undefined
  const { file, format, job = 'copy', ready } = mirrorHead.parse(element)
  if (element.child('source') === undefined) {
    if (file === undefined) throw new LibvirtError('XML_ERROR', 'mirror requires source element')
    return { source: { type: 'file', path: file, format: formatOf(format, 'mirror format value') }, job, ready }
  }
  const source: StorageSource = element.child('format')
    ? parseNestedSource(element, options)
    : parseStorageSource(element.child('source'), mirrorHead.parse(element).type ?? 'file', options)
  source.backing = parseBackingStore(element, options)
  return { source, job, ready }
}

/** `<auth>` and `<encryption>` may stand in the disk or in its source, but not in both. */
function moveIntoSource(element: XmlElement, source: StorageSource): Pick<Disk, 'authInDisk' | 'encryptionInDisk'> {
  const auth = element.child('auth')
  const encryption = element.child('encryption')
  if (auth) {
    if (source.auth) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', 'an <auth> definition already found for disk source')
    }
    source.auth = parseStorageAuth(auth)
  }
  if (encryption) {
    if (source.encryption) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', 'an <encryption> definition already found for disk source')
    }
    source.encryption = parseStorageEncryption(encryption)
  }
  return { authInDisk: auth ? true : undefined, encryptionInDisk: encryption ? true : undefined }
}

/** What libvirt calls the image when it says that the disk has no target. */
function imageOf(source: StorageSource): string | undefined {
  if (source.type === 'volume') return `pool = '${source.pool}', volume = '${source.volume}'`
  if (source.type === 'network') return source.name
  return 'path' in source ? source.path : undefined
}

function parseTarget(element: XmlElement, source: StorageSource, options: ParseOptions) {
  const target = element.child('target')
  const { dev, bus, tray, removable, rotation_rate: rotationRate } = diskTarget.parse(target)
  if (dev === undefined && !options.diskSource) {
    throw new LibvirtError('NO_TARGET', imageOf(source))
  }
  return { target: dev ?? '', bus, tray, removable, rotationRate }
}

function parseWwn(element: XmlElement): string | undefined {
  const wwn = childText(element, 'wwn')
  if (wwn !== undefined && !/^(0x)?[0-9a-f]{16}$/i.test(wwn)) {
    throw new LibvirtError('INTERNAL_ERROR', `Malformed wwn: ${wwn}`)
  }
  return wwn
}

function parsePrintable(element: XmlElement, name: 'vendor' | 'product', limit: number): string | undefined {
  const text = childText(element, name)
  if (text === undefined) return undefined
  if (text.length > limit) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `disk ${name} is more than ${limit} characters`)
  }
  if (!/^[\x20-\x7e]*$/.test(text)) throw new LibvirtError('XML_ERROR', `disk ${name} is not printable string`)
  return text
}

/** @throws LibvirtError XML_ERROR, NO_TARGET or CONFIG_UNSUPPORTED for what is missing, unknown or doubled */
export function parseDisk(element: XmlElement, options: ParseOptions): Disk {
  const { type = 'file', device = 'disk', model, ...head } = diskHead.parse(element)
  const driverElement = element.child('driver')
  const { name: driverName, type: formatName, queues, queue_size, ...given } = diskDriver.parse(driverElement)
  // 0 leaves them to QEMU.
  const driver = { ...given, queues: queues || undefined, queue_size: queue_size || undefined }
  const sourceElement = element.child('source')
  const source = parseStorageSource(sourceElement, type, options)
  source.format = formatOf(formatName, 'driver format value')
  const moved = moveIntoSource(element, source)
  const backing = parseBackingStore(element, options)
  if (backing !== undefined) source.backing = backing
  const geometry = element.child('geometry')
  const blockio = element.child('blockio')
  const iotune = element.child('iotune')
  const transient = element.child('transient')
  const { target, bus, tray, removable, rotationRate } = parseTarget(element, source, options)
  return {
    kind: 'disk',
    device,
    model: model === 'default' ? undefined : model,
    ...head,
    driverName,
    driver,
    iothreads: parseIothreadMapping(driverElement),
    metadataCache: parseMetadataCache(driverElement),
    source,
    ...moved,
    startupPolicy: readAttribute(sourceElement, 'startupPolicy', oneOf('mandatory', 'requisite', 'optional')),
    backendDomain: element.child('backenddomain')?.attribute('name'),
    geometry: geometry && diskGeometry.parse(geometry),
    blockio: blockio && diskBlockio.parse(blockio),
    mirror: parseMirror(element.child('mirror'), options),
    target,
    bus,
    tray: device === 'disk' || device === 'lun' ? undefined : tray,
    removable,
    rotationRate,
    iotune: iotune && parseIotune(iotune),
    throttleFilters: parseThrottleFilters(element),
    readonly: element.child('readonly') || device === 'cdrom' ? true : undefined,
    shareable: element.child('shareable') ? true : undefined,
    transient: transient && { shareBacking: readAttribute(transient, 'shareBacking', yesNo) },
    serial: childText(element, 'serial'),
    wwn: parseWwn(element),
    vendor: parsePrintable(element, 'vendor', 8),
    product: parsePrintable(element, 'product', 16),
    info: parseDeviceInfo(element, options, { boot: true }),
    privateData: options.status ? element.child('privateData') : undefined,
  }
}
