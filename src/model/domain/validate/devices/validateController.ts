import type { Controller } from '../../devices/controller.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** What holds for controllers whatever runs the guest (virDomainControllerDefValidate). */
export const validateController: DeviceValidator<Controller> = controller => {
  const { driver, type, info } = controller
  const virtioScsi = type === 'scsi' && (controller.model?.startsWith('virtio') ?? false)
  refuse(
    (driver?.iothread !== undefined || controller.iothreads !== undefined) && !virtioScsi,
    "'iothread' attribute only supported for virtio scsi controllers",
    'XML_ERROR',
  )
  if (controller.type === 'usb') {
    const { model, ports } = controller
    const xhci = model === 'nec-xhci' || model === 'qemu-xhci'
    refuse(xhci && (ports ?? 0) > 15, `'${model}' controller only supports up to '15' ports`)
  }
  if (controller.type !== 'pci') return
  const { model, pci, index = 0 } = controller
  const outside = (value: number | undefined, min: number, max: number) =>
    value !== undefined && (value < min || value > max)
  const root = model === 'pci-root' || model === 'pcie-root'
  refuse(root && info.address !== undefined, 'pci-root and pcie-root controllers should not have an address')
  refuse(index > 255, `PCI controller index ${index} too high, maximum is 255`)
  refuse(outside(pci.index, 0, 30), `PCI controller target index '${pci.index}' out of range - must be 0-30`)
  refuse(outside(pci.chassisNr, 1, 255), `PCI controller chassisNr '${pci.chassisNr}' out of range - must be 1-255`)
  refuse(outside(pci.chassis, 0, 255), `PCI controller chassis '${pci.chassis}' out of range - must be 0-255`)
  refuse(outside(pci.port, 0, 255), `PCI controller port '${pci.port}' out of range - must be 0-255`)
  refuse(outside(pci.busNr, 1, 254), `PCI controller busNr '${pci.busNr}' out of range - must be 1-254`)
  refuse(pci.node !== undefined && index === 0, "The PCI controller with index=0 can't be associated with a NUMA node")
}
