import { LibvirtError } from '../../../../api/LibvirtError.js'
import type { Controller } from '../../devices/controller.js'
import { isI440fx, isQ35 } from '../../machineKind.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'
import { scsiModel, usbModel } from '../controllerModels.js'

/** Chooses the model behind a controller that only says its type. */
export const completeController: CompleteQemuDevice<Controller> = (controller, domain, qemu) => {
  switch (controller.type) {
    case 'scsi':
      if (controller.model === undefined || controller.model === 'auto') controller.model = scsiModel(domain, qemu)
      break
    case 'usb':
      controller.model ??= usbModel(domain, qemu)
      if (controller.model === 'qusb1' || controller.model === 'qusb2') {
        const text = `USB controller model type 'qusb1' or 'qusb2' is not supported in ${domain.type}`
        throw new LibvirtError('CONFIG_UNSUPPORTED', text)
      }
      break
    case 'pci': {
      const { model } = controller
      const misplaced =
        (model === 'pci-expander-bus' && !isI440fx(domain)) || (model === 'pcie-expander-bus' && !isQ35(domain))
      if (misplaced) {
        const text = `${model} controllers are not supported with this machine type`
        throw new LibvirtError('CONFIG_UNSUPPORTED', text)
      }
    }
  }
}
