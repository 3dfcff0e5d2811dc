import { LibvirtError } from '../../../../api/LibvirtError.js'
import type { Disk, DiskBus } from '../../devices/disk.js'
import { isStorageEmpty, type StorageSource } from '../../devices/storageSource.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** What holds for disks whatever runs the guest (virDomainDiskDefValidate). */
export const validateDisk: DeviceValidator<Disk> = disk => {
  const { source, driver, device, bus } = disk
  // Drives may be empty, disks may not.
  if (device === 'disk' && isStorageEmpty(source)) throw new LibvirtError('NO_SOURCE', disk.target)
  validateLun(disk)
  for (const link of chain(source)) validateSource(link)
  refuse(source.reservations !== undefined && device !== 'lun', '<reservations/> allowed only for lun devices')
  refuse(disk.rawio !== undefined && device !== 'lun', "rawio can be used only with device='lun'")
  refuse(disk.sgio !== undefined && device !== 'lun', "sgio can be used only with device='lun'")
  refuse(disk.sgio === 'unfiltered', 'unfiltered sgio is no longer supported')
  validateAddress(disk)
  if (bus !== 'virtio') {
    const virtioModel = disk.model?.startsWith('virtio') ?? false
    refuse(virtioModel, `disk model '${disk.model}' not supported for bus '${bus}'`)
    refuse(driver.queues !== undefined, 'queues attribute in disk driver element is only supported by virtio-blk')
    refuse(driver.event_idx !== undefined, 'disk event_idx mode supported only for virtio bus')
    refuse(driver.ioeventfd !== undefined, 'disk ioeventfd mode supported only for virtio bus')
  }
  refuse(
    disk.tray !== undefined && device !== 'cdrom' && device !== 'floppy',
    'tray is only valid for cdrom and floppy',
  )
  validateIdentity(disk)
  validateStartupPolicy(disk)
  validateTarget(disk)
  refuse(
    disk.removable !== undefined && bus !== 'usb' && bus !== 'scsi',
    'removable is only valid for usb or scsi disks',
    'XML_ERROR',
  )
  refuse(source.type === 'vhostuser' && bus !== 'virtio', 'vhostuser disk supports only virtio bus')
  refuse(
    source.type === 'vhostuser' && disk.snapshot !== undefined && disk.snapshot !== 'no',
    'only snapshot=no is supported with vhostuser disk',
  )
}

function chain(source: StorageSource): StorageSource[] {
  const links: StorageSource[] = []
  for (let link: StorageSource | null | undefined = source; link; link = link.backing) links.push(link)
  return links
}

function validateLun({ device, source }: Disk): void {
  if (device !== 'lun') return
  const { type } = source
  if (type === 'network') {
    const { protocol } = source
    refuse(protocol !== 'iscsi', `disk device='lun' is not supported for protocol='${protocol}'`)
  } else {
    refuse(type !== 'block' && type !== 'volume', "disk device='lun' is only valid for block type disk source")
  }
  refuse(source.format !== undefined && source.format !== 'raw', "disk device 'lun' must use 'raw' format")
  refuse(source.slice !== undefined, "disk device 'lun' doesn't support storage slice")
  refuse(source.encryption !== undefined, "disk device 'lun' doesn't support encryption")
}

/** Protocols that can authenticate. */
const authenticating: readonly string[] = ['iscsi', 'rbd', 'http', 'https', 'ftp', 'ftps', 'ssh']

/** Uses a secret can have. */
const secretUsages: readonly string[] = ['none', 'volume', 'ceph', 'iscsi', 'tls', 'vtpm']
/** The use a protocol's secret must have; those that are not listed take any. */
const secretUsageOf: Readonly<Record<string, string>> = { iscsi: 'iscsi', rbd: 'ceph' }

function validateSecretType(type: string, protocol: string): void {
  refuse(!secretUsages.includes(type), `unknown secret type '${type || '<null>'}'`)
  refuse(type !== (secretUsageOf[protocol] ?? type), `invalid secret type '${type}'`)
}

function validateSource(source: StorageSource): void {
  if (source.auth) {
    if (source.type === 'network') {
      const { protocol } = source
      const text = `authentication is not supported for protocol '${protocol}'`
      refuse(!authenticating.includes(protocol), text)
      validateSecretType(source.auth.secretType, protocol)
    } else if (source.type !== 'volume') {
      refuse(true, 'authentication is supported only for network backed disks', 'XML_ERROR')
    }
  }
  if (source.encryption) {
    refuse(source.encryption.cipher !== undefined, 'supplying <cipher> for domain disk definition is unnecessary')
  }
  if (source.type === 'network' && source.protocol !== 'rbd') {
    refuse(
      source.snapshot !== undefined,
      "<snapshot> element is currently supported only with 'rbd' disks",
      'XML_ERROR',
    )
    refuse(source.config !== undefined, "<config> element is currently supported only with 'rbd' disks", 'XML_ERROR')
  }
}

/** Address types a bus takes besides none; buses that are not listed take any. */
const addressTypes: Partial<Record<DiskBus, readonly string[]>> = {
  ide: ['drive'],
  fdc: ['drive'],
  scsi: ['drive'],
  sata: ['drive'],
}

function validateAddress({ bus, target, info }: Disk): void {
  const type = info.address?.type
  const allowed = bus && addressTypes[bus]
  if (!allowed || type === undefined) return
  refuse(!allowed.includes(type), `Invalid address type '${type}' for the disk '${target}' with the bus type '${bus}'`)
}

const vendorLength = 8
const productLength = 16

function validateIdentity({ vendor, product, wwn }: Disk): void {
  // Checked by the SCSI standard's rules: INQUIRY data is ASCII of a fixed length.
  const printable = /^[\x20-\x7e]*$/
  refuse(!printable.test(vendor ?? ''), 'disk vendor is not printable string', 'XML_ERROR')
  refuse((vendor ?? '').length > vendorLength, `disk vendor is more than ${vendorLength} characters`, 'XML_ERROR')
  refuse(!printable.test(product ?? ''), 'disk product is not printable string', 'XML_ERROR')
  refuse((product ?? '').length > productLength, `disk product is more than ${productLength} characters`, 'XML_ERROR')
  refuse(wwn !== undefined && !/^(?:0x)?[0-9a-fA-F]{16}$/.test(wwn), `Malformed wwn: ${wwn}`, 'XML_ERROR')
}

function validateStartupPolicy({ startupPolicy, device, source }: Disk): void {
  if (startupPolicy === undefined) return
  refuse(
    source.type === 'network' || source.type === 'nvme' || source.type === 'vhostuser',
    `disk startupPolicy '${startupPolicy}' is not allowed for disk of '${source.type}' type`,
    'XML_ERROR',
  )
  refuse(
    startupPolicy === 'requisite' && device !== 'cdrom' && device !== 'floppy',
    "disk startupPolicy 'requisite' is allowed only for cdrom or floppy",
    'XML_ERROR',
  )
}

function validateTarget({ device, bus, target, source }: Disk): void {
  if (device === 'floppy') {
    refuse(bus !== 'fdc' && bus !== undefined, `Invalid bus type '${bus}' for floppy disk`, 'INTERNAL_ERROR')
    refuse(!target.startsWith('fd'), `Invalid floppy device name: ${target}`, 'INTERNAL_ERROR')
  } else {
    refuse(bus === 'fdc', `Invalid bus type '${bus}' for disk`, 'INTERNAL_ERROR')
    const known = device === 'cdrom' || /^(?:hd|sd|vd|xvd|ubd|nvme)/.test(target)
    refuse(!known, `Invalid harddisk device name: ${target}`, 'INTERNAL_ERROR')
  }
  refuse(bus === 'usb' && isStorageEmpty(source), "'usb' disk must not be empty")
}
