import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Controller, UsbController } from '../devices/controller.js'
import type { Domain } from '../Domain.js'
import { insertController } from '../insertController.js'
import { isI440fx, isIsaPc, isMicrovm, isQ35 } from '../machineKind.js'
import { autoUsbModel } from './controllerModels.js'
import type { QemuEnvironment, QemuPostParseStep } from './PostParseStep.js'

/** Controllers every machine of that kind has: USB, built-in SATA, the PCI root. */
export const addDefaultControllers: QemuPostParseStep = (domain, qemu) => {
  if (!isIsaPc(domain) && !isMicrovm(domain)) addUsb(domain, qemu)
  if (isQ35(domain)) {
    addController(domain, { kind: 'controller', type: 'sata', index: 0, info: {} })
    addRoot(domain, 'pcie-root')
  } else if (isI440fx(domain)) {
    addRoot(domain, 'pci-root')
  }
}

/** Adds the controller unless the domain has one of its type and index. */
export function addController({ devices }: Pick<Domain, 'devices'>, controller: Controller): void {
  const same = ({ type, index }: Controller) => type === controller.type && index === controller.index
  if (!devices.controller.some(same)) insertController(devices.controller, controller)
}

function addUsb(domain: Domain, qemu: QemuEnvironment): void {
  if (domain.devices.controller.some(({ type, index }) => type === 'usb' && index === 0)) return
  const model = autoUsbModel(domain, qemu)
  if (model === undefined) return
  const usb = (one: UsbController['model'], masterStartPort?: number) =>
    insertController(domain.devices.controller, {
      kind: 'controller',
      type: 'usb',
      index: 0,
      model: one,
      info: masterStartPort === undefined ? {} : { masterStartPort },
    })
  usb(model)
  if (model !== 'ich9-ehci1') return
  // Devices slower than USB 2 need companions, each of which serves two of the master's ports.
  usb('ich9-uhci1', 0)
  usb('ich9-uhci2', 2)
  usb('ich9-uhci3', 4)
}

function addRoot(domain: Domain, model: 'pci-root' | 'pcie-root'): void {
  const root = domain.devices.controller.find(({ type, index }) => type === 'pci' && index === 0)
  if (root && root.model !== model) {
    throw new LibvirtError(
      'XML_ERROR',
      `The PCI controller with index='0' must be model='${model}' for this machine type, but model='${root.model ?? '(null)'}' was found instead`,
    )
  }
  addController(domain, { kind: 'controller', type: 'pci', index: 0, model, pci: {}, info: {} })
}
