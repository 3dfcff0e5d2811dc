import type { Disk } from '../../devices/disk.js'
import type { StorageEncryption } from '../../devices/storageEncryption.js'
import { isStorageEmpty, type StorageSource } from '../../devices/storageSource.js'
import { diskNameIndex } from '../../diskNameIndex.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** How QEMU can present an image (qemuValidateDomainDeviceDefDisk). */
export function validateQemuDisk(disk: Disk, domain: Domain, lacks: Lacks): void {
  const { device, target, driver, driverName, source } = disk
  refuse(
    driverName !== undefined && driverName !== 'qemu',
    `unsupported driver name '${driverName}' for disk '${target}'`,
  )
  validateImage(source, disk.readonly === true, lacks)
  for (let link = source.backing; link; link = link.backing) validateImage(link, true, lacks)
  validateFrontend(disk, lacks)
  refuse(diskNameIndex(target) === undefined, `invalid disk target '${target}'`)
  refuse(
    /^(?:hd|sd|vd|xvd|fd)[a-z]+\d+$/.test(target),
    `invalid disk target '${target}', partitions can't appear in disk targets`,
  )
  if (driver.copy_on_read === true) {
    refuse(disk.readonly === true, `copy_on_read is not compatible with read-only disk '${target}'`)
    const removable = device === 'cdrom' || device === 'floppy'
    refuse(removable, `copy_on_read is not supported with removable disk '${target}'`)
  }
  refuse(
    disk.shareable === true && source.format !== undefined && source.format !== 'raw',
    `shared access for disk '${target}' requires use of supported storage format`,
  )
  const direct = driver.cache === 'none' || driver.cache === 'directsync'
  refuse(driver.io === 'native' && !direct, "io='native' needs either no disk cache or directsync cache mode")
  validateGeometry(disk)
  validateIoThread(disk, domain, lacks)
  validateTransient(disk)
  refuse(
    disk.iotune?.group_name !== undefined && Object.keys(disk.iotune).length === 1,
    'group_name can be configured only together with settings',
  )
}

/** Formats QEMU reads only, or not at all. */
const nativeFormats: readonly string[] = [
  'raw',
  'bochs',
  'cloop',
  'dmg',
  'vdi',
  'vmdk',
  'vpc',
  'qcow',
  'qcow2',
  'qed',
  'luks',
  'ploop',
  'fat',
  'vhdx',
]

function validateImage(source: StorageSource, readonly: boolean, lacks: Lacks): void {
  const { format, encryption } = source
  refuse(
    source.type === 'network' && source.protocol === 'sheepdog',
    "'sheepdog' protocol is no longer supported by any hypervisor driver",
  )
  refuse(
    encryption !== undefined && encryption.engine !== 'librbd' && format !== 'raw' && format !== 'qcow2',
    "encryption is supported only with 'raw' and 'qcow2' image format",
  )
  refuse(
    encryption?.format === 'default' || encryption?.format === 'qcow',
    'old qcow/qcow2 encryption is not supported',
  )
  if (encryption?.engine === 'librbd') validateRbdEncryption(encryption, lacks)
  if (format === 'fat') {
    refuse(source.type !== 'dir', "storage format 'fat' is supported only with 'dir' storage type")
    refuse(!readonly, "virtual FAT storage can't be accessed in read-write mode")
  }
  refuse(
    source.type === 'network' && source.protocol === 'nfs' && source.hosts.length !== 1,
    "'nfs' protocol requires the usage of exactly one host",
  )
  refuse(source.type === 'dir' && format !== 'fat', "storage type 'dir' requires use of storage format 'fat'")
  refuse(format === 'iso', "storage format 'iso' is not directly supported by QEMU, use 'raw' instead")
  refuse(format === 'dir', "storage format 'dir' is not directly supported by QEMU, use 'raw' instead")
  const foreign = format !== undefined && !nativeFormats.includes(format)
  refuse(foreign, `'${format}' storage format is not supported`)
}

function validateRbdEncryption({ format, secrets }: StorageEncryption, lacks: Lacks): void {
  refuse(lacks('rbd-encryption'), 'librbd encryption is not supported by this QEMU binary')
  const layered = secrets.length > 1 && lacks('rbd-encryption-layering')
  refuse(layered, 'librbd encryption layering is not supported by this QEMU binary')
  const any = format === 'luks-any' && lacks('rbd-encryption-luks-any')
  refuse(any, 'luks-any encryption is not supported by this QEMU binary')
}

/** What each bus insists on. */
const internal = (condition: boolean, detail: string) => refuse(condition, detail, 'INTERNAL_ERROR')

function validateFrontend(disk: Disk, lacks: Lacks): void {
  const { bus, device, info, rotationRate } = disk
  const type = info.address?.type
  const drive = info.address?.type === 'drive' ? info.address : undefined
  const scsiOrIde = bus === 'scsi' || bus === 'ide' || bus === 'sata'
  refuse(
    rotationRate !== undefined && !scsiOrIde,
    'rotation rate is only valid for SCSI/IDE/SATA bus',
    'INTERNAL_ERROR',
  )
  refuse(
    rotationRate !== undefined && device !== 'disk',
    'rotation rate is only valid for disk device',
    'INTERNAL_ERROR',
  )
  if (device === 'lun') validateLun(disk, lacks)
  refuse(disk.wwn !== undefined && !scsiOrIde, 'Only ide and scsi disk support wwn')
  refuse(
    (disk.vendor !== undefined || disk.product !== undefined) && bus !== 'scsi',
    'Only scsi disk supports vendor and product',
  )
  const writable = device === 'disk' && disk.readonly === true
  switch (bus) {
    case 'scsi':
      internal(type !== undefined && type !== 'drive', 'unexpected address type for scsi disk')
      refuse((drive?.bus ?? 0) !== 0, 'SCSI controller only supports 1 bus', 'INTERNAL_ERROR')
      break
    case 'ide':
      internal(type !== undefined && type !== 'drive', 'unexpected address type for ide disk')
      refuse((drive?.controller ?? 0) > 0, 'Only 1 IDE controller is supported', 'INTERNAL_ERROR')
      refuse((drive?.target ?? 0) !== 0, 'target must be 0 for ide controller')
      refuse(writable, 'readonly ide disks are not supported')
      break
    case 'fdc':
      internal(type !== undefined && type !== 'drive', 'unexpected address type for fdc disk')
      refuse((drive?.controller ?? 0) > 0, 'Only 1 fdc controller is supported', 'INTERNAL_ERROR')
      refuse((drive?.bus ?? 0) > 0, 'Only 1 fdc bus is supported', 'INTERNAL_ERROR')
      refuse((drive?.target ?? 0) !== 0, 'target must be 0 for controller fdc')
      break
    case 'sata':
      internal(type !== undefined && type !== 'drive', 'unexpected address type for sata disk')
      refuse((drive?.bus ?? 0) > 0, 'bus must be 0 for sata controller')
      refuse((drive?.target ?? 0) !== 0, 'target must be 0 for sata controller')
      refuse(writable, 'readonly sata disks are not supported')
      break
    case 'usb':
      internal(type !== undefined && type !== 'usb', 'unexpected address type for usb disk')
      refuse(lacks('usb-storage'), "This QEMU doesn't support '-device usb-storage'")
      break
    case 'virtio':
      refuse(
        device === 'cdrom' || device === 'floppy',
        `disk type of '${disk.target}' does not support ejectable media`,
      )
      break
    default:
  }
}

function validateLun({ bus, target, driver, wwn, vendor, product, serial }: Disk, lacks: Lacks): void {
  refuse(bus === 'virtio', "This QEMU doesn't support SCSI emulation with 'virtio-blk' device")
  refuse(bus !== 'scsi', `disk device='lun' is not supported for bus='${bus}'`)
  refuse(lacks('scsi-block'), "This QEMU doesn't support scsi-block for lun passthrough")
  refuse(driver.copy_on_read === true, `copy_on_read is not compatible with 'lun' disk '${target}'`)
  refuse(wwn !== undefined, 'Setting wwn is not supported for lun device')
  const inquiry = vendor !== undefined || product !== undefined
  refuse(inquiry, 'Setting vendor or product is not supported for lun device')
  refuse(serial !== undefined, "scsi-block 'lun' devices do not support the serial property")
}

/** Characters that need no quoting on QEMU's command line, which a serial number has always been limited to. */
const safeSerial = /^[A-Za-z0-9\-_ .+]*$/

function validateGeometry({ bus, geometry, serial }: Disk): void {
  refuse(
    serial !== undefined && !safeSerial.test(serial),
    `driver serial '${serial}' contains unsafe characters`,
    'INTERNAL_ERROR',
  )
  refuse(serial !== undefined && bus === 'fdc', `Serial property not supported for drive bus '${bus}'`)
  if (!geometry) return
  const hard = bus === 'ide' || bus === 'sata' || bus === 'scsi' || bus === 'virtio'
  refuse(geometry.cyls !== undefined && !hard, `CHS geometry can not be set for '${bus}' bus`)
  const translated = geometry.trans !== undefined
  refuse(translated && bus !== 'ide', `CHS translation mode can only be set for 'ide' bus not '${bus}'`)
}

function validateIoThread({ driver, iothreads, bus, target }: Disk, { ioThreads }: Domain, lacks: Lacks): void {
  const wanted = [driver.iothread, ...(iothreads ?? []).map(({ id }) => id)].filter(id => id !== undefined)
  if (wanted.length === 0) return
  refuse(bus !== 'virtio', `IOThreads not available for bus ${bus} target ${target}`)
  for (const id of wanted) {
    refuse(!ioThreads.list.some(thread => thread.id === id), `Disk iothread '${id}' not defined in iothreadid`)
  }
  const mapped = (iothreads ?? []).length > 0 && lacks('virtio-blk.iothread-mapping')
  refuse(mapped, 'IOThread mapping for disks is not available with this QEMU binary')
}

function validateTransient({ transient, source, target, readonly, device }: Disk): void {
  if (!transient) return
  refuse(isStorageEmpty(source), `transient disk '${target}' must not be empty`)
  refuse(readonly === true, `transient disk '${target}' must not be read-only`)
  const supported = source.type === 'file'
  refuse(!supported, `transient disk supported only with 'file' type (${target})`)
  refuse(device !== 'disk', `transient disk supported only with 'disk' device (${target})`)
}
