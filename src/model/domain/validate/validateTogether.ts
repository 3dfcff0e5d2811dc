// Rules about the domain as a whole, whatever runs it (virDomainDefValidateInternal).
import { LibvirtError } from '../../../api/LibvirtError.js'
import { validateCpuTuning } from '../cpuTuning.js'
import { deviceInfo } from '../devices/Device.js'
import type { Disk } from '../devices/disk.js'
import { isUserAlias } from '../devices/deviceInfo.js'
import type { Hostdev, HostdevSource } from '../devices/hostdev.js'
import { allDevices, type Domain } from '../Domain.js'
import { validateIdentity } from '../identity.js'
import { validateHugePages } from '../memoryBacking.js'
import { validateNumaTuning } from '../numa/numaTuning.js'
import { validateLoader } from '../os/Loader.js'
import { refuse } from './refuse.js'

/** @throws LibvirtError for devices that are there twice, and families that contradict each other */
export function validateTogether(domain: Domain): void {
  validateIdentity(domain)
  refuseDuplicateDisks(domain)
  refuseDuplicateHostdevs(domain)
  refuseDuplicateDrives(domain)
  refuseDuplicateAliases(domain)
  refusePrimaries(domain)
  validateIommuInterrupts(domain)
  validateLoader(domain.os.loader, domain.os.firmware)
  refuse(
    domain.os.firmware === undefined && domain.os.firmwareFeatures.size > 0 && !domain.os.loader,
    'cannot use feature-based firmware autoselection when firmware autoselection is disabled',
    'XML_DETAIL',
  )
  validateCpuTuning(domain.cpuTuning)
  validateNumaTuning(domain.numaTuning)
  validateFilesystems(domain)
  validateIdMap(domain)
  if (domain.memoryBacking) validateHugePages(domain.memoryBacking, domain.numa.cells.length)
}

function hostdevKey({ type, ...source }: HostdevSource): string | undefined {
  if (type === 'usb' && !('bus' in source && source.bus !== undefined)) {
    return 'vendor' in source ? `usb:${source.vendor}:${source.product}` : undefined
  }
  const identity: Record<string, unknown> = { ...source }
  for (const incidental of ['driver', 'startupPolicy', 'autoAddress', 'missing', 'guestReset', 'writeFiltering']) {
    delete identity[incidental]
  }
  return JSON.stringify({ type, ...identity }, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
}

function refuseDuplicateHostdevs({ devices }: Domain): void {
  const seen = new Set<string>()
  for (const { source } of devices.hostdev) {
    const key = hostdevKey(source)
    if (key === undefined) continue
    refuse(seen.has(key), 'Hostdev already exists in the domain configuration', 'XML_ERROR')
    seen.add(key)
  }
  const framebuffers = devices.hostdev.filter(({ ramfb, source }) => ramfb === true && isVgpu(source))
  refuse(framebuffers.length > 1, "Only one vgpu device can have 'ramfb' enabled")
}

const isVgpu = (source: Hostdev['source']): boolean => source.type === 'mdev' || source.type === 'pci'

function refuseDuplicateDisks({ devices }: Domain): void {
  const source = ({ source: image }: Disk) => ('path' in image ? image.path : undefined) ?? ''
  const xml = (condition: boolean, detail: string) => refuse(condition, detail, 'XML_ERROR')
  const targets = new Map<string, Disk>()
  const names = new Map<string, Disk>()
  const serials = new Map<string, Disk>()
  for (const disk of devices.disk) {
    const { target, wwn, serial } = disk
    const same = targets.get(target)
    if (same) xml(true, `target '${target}' duplicated for disk sources '${source(same)}' and '${source(disk)}'`)
    const named = wwn === undefined ? undefined : names.get(wwn)
    if (named) xml(true, `Disks '${named.target}' and '${target}' have identical WWN`)
    const numbered = serial === undefined ? undefined : serials.get(serial)
    if (numbered) xml(true, `Disks '${numbered.target}' and '${target}' have identical serial`)
    targets.set(target, disk)
    if (wwn !== undefined) names.set(wwn, disk)
    if (serial !== undefined) serials.set(serial, disk)
  }
}

function refuseDuplicateDrives({ devices }: Domain): void {
  const disks = new Map<string, string>()
  for (const { info, bus, target } of devices.disk) {
    if (info.address?.type !== 'drive') continue
    const { controller, bus: channel, target: id, unit } = info.address
    const key = `${bus}:${controller}:${channel}:${id}:${unit}`
    const place = `controller='${controller}' bus='${channel}' target='${id}' unit='${unit}'`
    const first = disks.get(key)
    if (first !== undefined) {
      const text = `Found duplicate drive address for disk with target name '${first}' ${place}`
      throw new LibvirtError('CONFIG_UNSUPPORTED', text)
    }
    disks.set(key, target)
  }
  const hosts = new Set<string>()
  for (const { info, source } of devices.hostdev) {
    if ((source.type !== 'scsi' && source.type !== 'iscsi') || info.address?.type !== 'drive') continue
    const { controller, bus, target, unit } = info.address
    const place = `controller='${controller}' bus='${bus}' target='${target}' unit='${unit}'`
    const key = `scsi:${controller}:${bus}:${target}:${unit}`
    refuse(hosts.has(key), `SCSI host address ${place} in use by another SCSI host device`, 'XML_ERROR')
    refuse(disks.has(key), `SCSI host address ${place} in use by another SCSI disk`, 'XML_ERROR')
    hosts.add(key)
  }
}

function refuseDuplicateAliases(domain: Domain): void {
  const seen = new Set<string>()
  for (const device of allDevices(domain)) {
    // The console that mirrors a serial port shares its alias.
    if (device.kind === 'console' && device.targetType === 'serial') continue
    const alias = deviceInfo(device)?.alias
    if (!isUserAlias(alias)) continue
    refuse(seen.has(alias), `non unique alias detected: ${alias}`)
    seen.add(alias)
  }
}

function refusePrimaries({ devices }: Domain): void {
  const primaries = devices.video.filter(({ primary }) => primary)
  refuse(primaries.length > 1, 'Only one primary video device is supported')
}

function validateIommuInterrupts({ devices, features }: Domain): void {
  for (const { driver } of devices.iommu) {
    refuse(
      driver.intremap === true && features.ioapic !== 'qemu',
      "IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')",
    )
    refuse(driver.eim === true && driver.intremap !== true, 'IOMMU eim requires interrupt remapping to be enabled')
  }
}

/** Mount points of containers; what a virtual machine does with equal tags is its own affair. */
function validateFilesystems({ type, devices }: Domain): void {
  if (type === 'qemu' || type === 'kvm') return
  const targets = new Set<string>()
  for (const { target } of devices.filesystem) {
    if (target === undefined) continue
    refuse(targets.has(target), `filesystem target '${target}' specified twice`, 'XML_ERROR')
    targets.add(target)
  }
}

function validateIdMap({ idMap }: Domain): void {
  refuse(idMap.uid.length > 0 !== idMap.gid.length > 0, 'uid and gid should be mapped both')
}
