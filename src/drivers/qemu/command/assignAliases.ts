// Gives every device of a guest that is about to start its name within QEMU (libvirt's qemu_alias.c). Names the user chose
// stay. The names are part of what management tools rely on, so they follow libvirt's exactly.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Controller } from '../../../model/domain/devices/controller.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { DeviceInfo } from '../../../model/domain/devices/deviceInfo.js'
import { actualConnection } from '../../../model/domain/devices/interface.js'
import type { Memory } from '../../../model/domain/devices/memory.js'
import { diskNameIndex } from '../../../model/domain/diskNameIndex.js'
import { isQ35 } from './machine.js'

type Named = { info: DeviceInfo }

/** Alias of a PCI or other bus as devices name it. */
export function controllerAlias(controller: Controller, domain: Domain): string {
  const index = controller.index ?? 0
  switch (controller.type) {
    case 'pci':
      return controller.model === 'pcie-root' ? `pcie.${index}` : `pci.${index}`
    case 'ide':
      return index === 0 ? 'ide' : `ide${index}`
    case 'sata':
      // The controller that q35 has built in bears the name its bus has in QEMU.
      return index === 0 && isQ35(domain) ? 'ide' : `sata${index}`
    case 'usb':
      return index === 0 ? 'usb' : `usb${index}`
    case 'scsi':
      return controller.model === 'ncr53c90' && index === 0 ? 'scsi' : `scsi${index}`
    default:
      return `${controller.type}${index}`
  }
}

/** Alias of a disk: its place on a bus with one, else the number behind its target's name. */
export function diskAlias(disk: Disk, domain: Domain): string {
  const { bus, info } = disk
  if (info.address?.type === 'drive' && (bus === 'fdc' || bus === 'ide' || bus === 'sata' || bus === 'scsi')) {
    const { controller, bus: channel, target, unit } = info.address
    const flat = bus !== 'scsi' || scsiModel(domain, controller) === 'lsilogic'
    return flat ? `${bus}${controller}-${channel}-${unit}` : `${bus}${controller}-${channel}-${target}-${unit}`
  }
  return `${bus}-disk${diskNameIndex(disk.target) ?? 0}`
}

/** Model of a SCSI controller by its index. */
export function scsiModel(domain: Domain, index: number) {
  for (const controller of domain.devices.controller) {
    if (controller.type === 'scsi' && controller.index === index) return controller.model
  }
  return undefined
}

const memoryPrefixes: Record<Memory['model'], string> = {
  dimm: 'dimm',
  nvdimm: 'nvdimm',
  'virtio-pmem': 'virtiopmem',
  'virtio-mem': 'virtiomem',
  'sgx-epc': 'epc',
}

/** DIMMs are numbered by slot, the others in order. */
function memoryAlias(memory: Memory, domain: Domain): string {
  const { address } = memory.info
  if (address?.type === 'dimm' && address.slot !== undefined) return `${memoryPrefixes[memory.model]}${address.slot}`
  const same = domain.devices.memory.filter(other => other.model === memory.model)
  return `${memoryPrefixes[memory.model]}${same.indexOf(memory)}`
}

/** The first number no alias with that prefix has yet. */
export function nextAlias(prefix: string, devices: readonly Named[]): string {
  const taken = devices
    .map(({ info }) => info.alias)
    .filter(alias => alias?.startsWith(prefix))
    .map(alias => Number(alias?.slice(prefix.length)))
  return `${prefix}${Math.max(-1, ...taken.filter(Number.isInteger)) + 1}`
}

/** Kinds whose devices are simply numbered, with the prefix of their names. */
export const numbered = [
  ['filesystem', 'fs'],
  ['sound', 'sound'],
  ['redirdev', 'redir'],
  ['video', 'video'],
  ['input', 'input'],
  ['parallel', 'parallel'],
  ['serial', 'serial'],
  ['channel', 'channel'],
  ['console', 'console'],
  ['hub', 'hub'],
  ['shmem', 'shmem'],
  ['smartcard', 'smartcard'],
  ['watchdog', 'watchdog'],
  ['memballoon', 'balloon'],
  ['rng', 'rng'],
  ['tpm', 'tpm'],
  ['vsock', 'vsock'],
  ['crypto', 'crypto'],
  ['iommu', 'iommu'],
  ['pstore', 'pstore'],
] as const

function name(device: Named, alias: string): void {
  device.info.alias ??= alias
}

/** Names all devices that have no name yet. */
export function assignAliases(domain: Domain): void {
  const { devices } = domain
  for (const disk of devices.disk) name(disk, diskAlias(disk, domain))
  const hostdevs: Named[] = [...devices.hostdev]
  for (const [index, net] of devices.interface.entries()) {
    if (actualConnection(net).type === 'hostdev') {
      hostdevs.push(net)
      name(net, nextAlias('hostdev', hostdevs))
    } else name(net, `net${index}`)
  }
  for (const hostdev of devices.hostdev) name(hostdev, nextAlias('hostdev', hostdevs))
  for (const controller of devices.controller) name(controller, controllerAlias(controller, domain))
  for (const memory of devices.memory) name(memory, memoryAlias(memory, domain))
  for (const [kind, prefix] of numbered) {
    for (const [index, device] of devices[kind].entries()) {
      // A balloon that is none has no name.
      if (device.kind !== 'memballoon' || device.model !== 'none') name(device, `${prefix}${index}`)
    }
  }
  shareSerialAlias(domain)
}

/** The console that mirrors the first serial port is the same device to QEMU. */
function shareSerialAlias({ devices }: Domain): void {
  const [console] = devices.console
  const [serial] = devices.serial
  if (console && serial && (console.targetType ?? 'serial') === 'serial') console.info.alias = serial.info.alias
}
