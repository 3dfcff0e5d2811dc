// What kind of PCI slot each device wants (qemuDomainDeviceCalculatePCIConnectFlags); 0 for devices that are not on PCI.
import { pciAddressText } from '../devices/address.js'
import type { Controller } from '../devices/controller.js'
import type { Device } from '../devices/Device.js'
import type { Hostdev } from '../devices/hostdev.js'
import type { Domain } from '../Domain.js'
import type { HostDevices } from '../DomainContext.js'
import { isQ35 } from '../machineKind.js'
import { connect, controllerNeeds } from './pciConnect.js'

/** Slots by standard, for a machine. */
interface Slots {
  readonly pci: number
  readonly pcie: number
  readonly virtio: number
}

const plainPci = connect.pciDevice | connect.hotplug
const expressSlots = {
  pci: plainPci,
  pcie: connect.pcieDevice | connect.hotplug,
  virtio: connect.pcieDevice | connect.hotplug,
}
const legacySlots = { pci: plainPci, pcie: plainPci, virtio: plainPci }

/** The kinds of slots a device of that domain needs, as `connect` bits. */
export function pciNeeds(device: Device, domain: Domain, host: HostDevices): number {
  return needsOf(device, isQ35(domain) ? expressSlots : legacySlots, host)
}

/** Transitional virtio devices have I/O ports, which only legacy slots provide. */
function virtio(model: string | undefined, slots: Slots): number {
  return model?.endsWith('virtio-transitional') ? slots.pci : slots.virtio
}

function needsOf(device: Device, slots: Slots, host: HostDevices): number {
  switch (device.kind) {
    case 'controller':
      return needsOfController(device, slots)
    case 'filesystem':
      return device.driver?.type === 'mtp' ? 0 : virtio(device.model, slots)
    case 'interface':
      if (device.connection.type === 'hostdev') return needsOfSource(device.connection.source, slots, host)
      if (device.model === 'usb-net') return 0
      if (device.model?.startsWith('virtio')) return virtio(device.model, slots)
      return device.model === 'e1000e' || device.model === 'igb' ? slots.pcie : slots.pci
    case 'sound':
      if (device.model === 'sb16' || device.model === 'pcspk' || device.model === 'usb') return 0
      return device.model === 'virtio' ? slots.virtio : slots.pci
    case 'disk':
      return device.bus === 'virtio' ? virtio(device.model, slots) : 0
    case 'hostdev':
      return needsOfHostdev(device, slots, host)
    case 'memballoon':
      return device.model.startsWith('virtio') ? virtio(device.model, slots) : 0
    case 'rng':
      return virtio(device.model, slots)
    case 'watchdog':
      return device.model === 'i6300esb' ? slots.pci : 0
    case 'video':
      if (device.type === 'ramfb' || device.type === 'none') return 0
      return device.type === 'virtio' || device.type === 'bochs' ? slots.pcie : slots.pci
    case 'shmem':
      return slots.pci
    case 'input':
      return device.bus === 'virtio' ? virtio(device.model, slots) : 0
    case 'serial':
      return device.targetType === 'pci-serial' ? slots.pci : 0
    case 'panic':
      return device.model === 'pvpanic' ? slots.pci : 0
    case 'vsock':
      return virtio(device.model, slots)
    case 'crypto':
      return slots.virtio
    case 'pstore':
      return slots.pci
    case 'memory':
      return device.model === 'virtio-mem' || device.model === 'virtio-pmem' ? slots.virtio : 0
    case 'iommu':
      return device.model === 'virtio' ? slots.pcie | connect.integrated : 0
    default:
      return 0
  }
}

function needsOfController(controller: Controller, slots: Slots): number {
  switch (controller.type) {
    case 'pci':
      return controller.model ? controllerNeeds[controller.model] : 0
    case 'usb':
      if (controller.model === undefined || controller.model === 'none') return 0
      return controller.model === 'qemu-xhci' || controller.model === 'nec-xhci' ? slots.pcie : slots.pci
    case 'scsi':
      return controller.model?.startsWith('virtio') ? virtio(controller.model, slots) : slots.pci
    case 'virtio-serial':
      return virtio(controller.model, slots)
    case 'nvme':
      return slots.pcie
    case 'ide':
    case 'sata':
      return slots.pci
    default:
      return 0
  }
}

function needsOfSource(source: Hostdev['source'], slots: Slots, host: HostDevices): number {
  if (source.type !== 'pci') return 0
  return host.isPcie(pciAddressText(source.address)) === false ? slots.pci : slots.pcie
}

function needsOfHostdev({ source, model }: Hostdev, slots: Slots, host: HostDevices): number {
  switch (source.type) {
    case 'pci':
      return needsOfSource(source, slots, host)
    case 'mdev':
      return model === 'vfio-pci' ? slots.pcie : 0
    case 'scsi_host':
      return virtio(model, slots)
    default:
      return 0
  }
}
