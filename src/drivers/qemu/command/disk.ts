// A disk: its block nodes, and the device the guest sees.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { isStorageEmpty } from '../../../model/domain/devices/storageSource.js'
import { addressProperties, busName } from './addressProperties.js'
import { scsiModel } from './assignAliases.js'
import { blockdevOptions, type ImageUse, imageNode } from './blockdev.js'
import { type CommandContext, has } from './CommandContext.js'
import type { BlockdevProperties, CommandOption, DeviceProperties, Properties } from './CommandOption.js'
import { chardevSocket } from './chardev.js'
import { iothreadMapping } from './iothread.js'
import { sdDriveOptions } from './sdDrive.js'
import { filterNode, throttleFilters } from './throttle.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

/** How the disk's image is used. */
export function imageUse(disk: Disk, context: CommandContext): ImageUse {
  const { device, source } = disk
  // A host drive keeps its tray and media changes only when QEMU knows it for one.
  const drive = source.type === 'block' && (source.format ?? 'raw') === 'raw' ? source.path : undefined
  const hostCdrom = device === 'cdrom' && drive !== undefined && context.hostCdroms?.has(drive) === true
  return {
    readonly: disk.readonly ?? false,
    driver: disk.driver,
    metadataCache: disk.metadataCache,
    hostCdrom,
    floppy: device === 'floppy',
  }
}

function copyOnReadNode(disk: Disk): string {
  return `libvirt-CoR-${disk.target}`
}

/** Node the device is put on: filters lie above the image. */
function topNode(disk: Disk, context: CommandContext): string {
  if (disk.driver.copy_on_read) return copyOnReadNode(disk)
  return disk.throttleFilters.length > 0
    ? filterNode(disk, disk.throttleFilters.length - 1)
    : imageNode(disk.source, imageUse(disk, context), context)
}

/** Nodes for the image, and filters above it. @throws LibvirtError */
export function diskBackend(disk: Disk, context: CommandContext): CommandOption[] {
  if (isStorageEmpty(disk.source)) return []
  if (disk.source.type === 'vhostuser') {
    return [
      chardevSocket(`chr-vu-${disk.info.alias}`, { path: disk.source.path, reconnect: disk.source.reconnect }, context),
    ]
  }
  const options = blockdevOptions(disk.source, imageUse(disk, context), context)
  const image = imageNode(disk.source, imageUse(disk, context), context)
  const filters: BlockdevProperties[] = throttleFilters(disk, image)
  if (disk.driver.copy_on_read) {
    const file = filters.at(-1)?.['node-name'] ?? image
    filters.push({ driver: 'copy-on-read', 'node-name': copyOnReadNode(disk), file, discard: 'unmap' })
  }
  return [...options, ...filters.map((properties): CommandOption => ({ kind: 'blockdev', properties }))]
}

const scsiDrivers = { disk: 'scsi-hd', cdrom: 'scsi-cd', lun: 'scsi-block', floppy: 'scsi-hd' } as const
const ideDrivers = { disk: 'ide-hd', cdrom: 'ide-cd', lun: 'ide-hd', floppy: 'ide-hd' } as const

function driveAddress(disk: Disk) {
  const { address } = disk.info
  if (address?.type !== 'drive') {
    throw new LibvirtError('INTERNAL_ERROR', `unexpected address type for ${disk.bus} disk`)
  }
  return address
}

function scsiPlace(disk: Disk, domain: Domain): Properties {
  const { controller, bus, target, unit } = driveAddress(disk)
  const alias = busName(domain, 'scsi', controller)
  const identity = disk.device === 'lun' ? undefined : (disk.serial ?? `drive-${scsiDriveName(disk, domain)}`)
  if (scsiModel(domain, controller) === 'lsilogic') {
    return { bus: `${alias}.0`, 'scsi-id': unit, device_id: identity }
  }
  return { bus: `${alias}.0`, channel: bus, 'scsi-id': target, lun: unit, device_id: identity }
}

/** What old releases called the drive; the guest has known it as the SCSI device id ever since. */
function scsiDriveName(disk: Disk, domain: Domain): string {
  const { controller, bus, target, unit } = driveAddress(disk)
  return scsiModel(domain, controller) === 'lsilogic'
    ? `scsi${controller}-${bus}-${unit}`
    : `scsi${controller}-${bus}-${target}-${unit}`
}

function idePlace(disk: Disk, domain: Domain): Properties {
  const { controller, bus, unit } = driveAddress(disk)
  if (disk.bus === 'sata') {
    const alias = busName(domain, 'sata', controller)
    return { bus: `${alias}.${unit}` }
  }
  // The built-in controller of pc keeps QEMU's name whatever alias the user gave it.
  const alias = controller === 0 ? 'ide' : busName(domain, 'ide', controller)
  return { bus: `${alias}.${bus}`, unit }
}

function virtioPlace(disk: Disk, domain: Domain): Properties {
  const { driver } = disk
  return {
    ...virtioProperties(driver),
    iothread: driver.iothread ? `iothread${driver.iothread}` : undefined,
    ioeventfd: driver.ioeventfd,
    event_idx: driver.event_idx,
    'num-queues': driver.queues,
    'queue-size': driver.queue_size,
    ...iothreadMapping(disk.iothreads),
    ...addressProperties(domain, disk.info),
  }
}

function place(disk: Disk, domain: Domain): DeviceProperties {
  switch (disk.bus) {
    case 'ide':
    case 'sata':
      return { driver: ideDrivers[disk.device], ...idePlace(disk, domain) }
    case 'scsi':
      return { driver: scsiDrivers[disk.device], ...scsiPlace(disk, domain) }
    case 'virtio': {
      const base = disk.source.type === 'vhostuser' ? 'vhost-user-blk' : 'virtio-blk'
      return { driver: virtioDriver(base, disk.info, disk.model), ...virtioPlace(disk, domain) }
    }
    case 'usb':
      return { driver: 'usb-storage', ...addressProperties(domain, disk.info) }
    case 'fdc':
      return { driver: 'floppy', unit: driveAddress(disk).unit }
    case 'nvme':
      return {
        driver: 'nvme-ns',
        bus: busName(domain, 'nvme', driveAddress(disk).controller),
        nsid: driveAddress(disk).unit + 1,
      }
    default:
      throw new LibvirtError('CONFIG_UNSUPPORTED', `unsupported disk bus '${disk.bus ?? ''}' with device setup`)
  }
}

/** Whether the guest's writes are cached, for cache modes that say so. */
function writeCache({ driver, device }: Disk): 'on' | 'off' | undefined {
  if (device === 'lun' || driver.cache === undefined || driver.cache === 'default') return undefined
  return driver.cache === 'writethrough' || driver.cache === 'directsync' ? 'off' : 'on'
}

function errorPolicies({ driver }: Disk): Properties {
  const word = (policy: string | undefined) =>
    policy === undefined || policy === 'default' ? undefined : policy === 'enospace' ? 'enospc' : policy
  const werror = word(driver.error_policy)
  // An enospc policy for writes has no counterpart for reads.
  const inherited = driver.error_policy === 'enospace' ? undefined : werror
  return { werror, rerror: word(driver.rerror_policy) ?? inherited }
}

/** Properties of the device the guest sees. @throws LibvirtError for buses QEMU lacks and addresses that do not fit */
export function diskDevice(disk: Disk, domain: Domain, context: CommandContext): DeviceProperties {
  const { info, geometry, blockio } = disk
  const empty = isStorageEmpty(disk.source)
  const vhostuser = disk.source.type === 'vhostuser'
  return {
    ...place(disk, domain),
    'share-rw': disk.shareable ? true : undefined,
    drive: empty || vhostuser ? undefined : topNode(disk, context),
    chardev: vhostuser ? `chr-vu-${info.alias}` : undefined,
    id: info.alias,
    // A floppy's place in the order is told to its controller.
    bootindex: disk.bus === 'fdc' ? undefined : info.effectiveBootIndex,
    loadparm: info.loadparm,
    logical_block_size: blockio?.logical_block_size || undefined,
    physical_block_size: blockio?.physical_block_size || undefined,
    discard_granularity: blockio?.discard_granularity,
    wwn: disk.wwn === undefined ? undefined : BigInt(disk.wwn.startsWith('0x') ? disk.wwn : `0x${disk.wwn}`),
    rotation_rate: has(context, 'rotation-rate') ? disk.rotationRate || undefined : undefined,
    vendor: disk.vendor,
    product: disk.product,
    removable: disk.removable ?? (disk.bus === 'usb' ? false : undefined),
    'write-cache': writeCache(disk),
    cyls: geometry?.cyls || undefined,
    heads: geometry?.heads || undefined,
    secs: geometry?.secs || undefined,
    'bios-chs-trans': geometry?.trans,
    serial: disk.serial,
    ...errorPolicies(disk),
  }
}

/** Everything for a disk. */
export function diskOptions(disk: Disk, domain: Domain, context: CommandContext): CommandOption[] {
  // A disk that shares its image with other guests is plugged in once its own layer is there.
  if (disk.transient?.shareBacking) return []
  if (disk.bus === 'sd') return sdDriveOptions(disk)
  return [...diskBackend(disk, context), { kind: 'device', properties: diskDevice(disk, domain, context) }]
}
