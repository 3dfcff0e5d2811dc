// Names, chassis and port numbers of PCI controllers, once they have their places.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { PciController, PciControllerModel, PciModelName } from '../devices/controller.js'
import type { Domain } from '../Domain.js'
import { hasFlag, type QemuEnvironment } from '../postParse/PostParseStep.js'

const modelNames: Partial<Record<PciControllerModel, PciModelName>> = {
  'pci-bridge': 'pci-bridge',
  'dmi-to-pci-bridge': 'i82801b11-bridge',
  'pcie-to-pci-bridge': 'pcie-pci-bridge',
  'pcie-switch-upstream-port': 'x3130-upstream',
  'pcie-switch-downstream-port': 'xio3130-downstream',
  'pci-expander-bus': 'pxb',
  'pcie-expander-bus': 'pxb-pcie',
}

/** @throws LibvirtError for a bridge that would sit behind itself */
export function completePciControllers({ devices, numa }: Domain, qemu: QemuEnvironment): void {
  for (const controller of devices.controller) {
    if (controller.type !== 'pci' || !controller.model) continue
    const { model, pci } = controller
    const cells = numa.cells.length
    if (pci.node !== undefined && pci.node >= cells) {
      throw new LibvirtError(
        'XML_ERROR',
        `${model} with index ${controller.index} is configured for a NUMA node (${pci.node}) not present in the domain's <cpu><numa> array (${cells})`,
      )
    }
    pci.modelName ??= model === 'pcie-root-port' ? rootPortName(qemu) : modelNames[model]
    const { address } = controller.info
    const at = address?.type === 'pci' ? address : undefined
    switch (model) {
      case 'pci-bridge':
        pci.chassisNr ??= controller.index
        break
      case 'pcie-root-port':
        pci.chassis ??= controller.index
        pci.port ??= at && at.slot * 8 + at.function
        break
      case 'pcie-switch-downstream-port':
        pci.chassis ??= controller.index
        pci.port ??= at?.slot
        break
      case 'pci-expander-bus':
      case 'pcie-expander-bus':
        pci.busNr ??= freeBusNumber(devices.controller.filter(one => one.type === 'pci'))
        break
      default:
    }
    if (at && controller.index !== undefined && controller.index <= at.bus) {
      const hex = (value: number) => value.toString(16).padStart(2, '0')
      throw new LibvirtError(
        'CONFIG_UNSUPPORTED',
        `PCI controller at index ${controller.index} (0x${hex(controller.index)}) has bus='0x${hex(at.bus)}', but index must be larger than bus`,
      )
    }
  }
}

function rootPortName(qemu: QemuEnvironment): PciModelName {
  return hasFlag(qemu, 'pcie-root-port') ? 'pcie-root-port' : 'ioh3420'
}

/** Expanders count down from the end of the bus numbers, leaving one to each for what is behind it. */
function freeBusNumber(controllers: readonly PciController[]): number {
  const lowest = Math.min(256, ...controllers.map(({ pci }) => pci.busNr ?? 256))
  if (lowest <= 2)
    throw new LibvirtError('INTERNAL_ERROR', 'No free busNr lower than current lowest busNr is available')
  return lowest - 2
}
