// Which controller stands behind a type when the document names no model (qemuDomainDefault…Model).
import type { ScsiControllerModel, UsbControllerModel } from '../devices/controller.js'
import type { Domain } from '../Domain.js'
import { isQ35 } from '../machineKind.js'
import { hasFlag, type QemuEnvironment } from './PostParseStep.js'

/** USB controller for `<controller type='usb'/>`. */
export function usbModel(_domain: Domain, qemu: QemuEnvironment): UsbControllerModel | undefined {
  if (hasFlag(qemu, 'piix3-usb-uhci')) return 'piix3-uhci'
  return hasFlag(qemu, 'pci-ohci') ? 'pci-ohci' : undefined
}

/** USB controller for a domain that mentions none: the best one on Q35, where nothing old depends on it. */
export function autoUsbModel(domain: Domain, qemu: QemuEnvironment): UsbControllerModel | undefined {
  if (!isQ35(domain)) return usbModel(domain, qemu)
  if (hasFlag(qemu, 'qemu-xhci')) return 'qemu-xhci'
  if (hasFlag(qemu, 'nec-usb-xhci')) return 'nec-xhci'
  return hasFlag(qemu, 'ich9-usb-ehci1') ? 'ich9-ehci1' : undefined
}

/** SCSI controller for one without a model. */
export function scsiModel(_domain: Domain, qemu: QemuEnvironment): ScsiControllerModel | undefined {
  if (hasFlag(qemu, 'lsi')) return 'lsilogic'
  return hasFlag(qemu, 'virtio-scsi-pci') ? 'virtio-scsi' : undefined
}
