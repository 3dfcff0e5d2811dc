import type { Controller, PciController, PciModelName, ScsiController } from '../../devices/controller.js'
import type { Domain } from '../../Domain.js'
import { isI440fx, isQ35 } from '../../machineKind.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** How QEMU can attach buses (qemuValidateDomainDeviceDefController). */
export function validateQemuController(controller: Controller, domain: Domain, lacks: Lacks): void {
  switch (controller.type) {
    case 'pci':
      validatePci(controller, domain, lacks)
      break
    case 'scsi':
      validateScsi(controller, domain, lacks)
      break
    case 'usb': {
      const flag = usbFlags[controller.model ?? '']
      refuse(
        flag !== undefined && lacks(flag),
        `USB controller model '${controller.model}' not supported in this QEMU binary`,
      )
      break
    }
    case 'sata':
      refuse(lacks('ich9-ahci'), 'SATA is not supported with this QEMU binary')
      break
    default:
  }
}

const usbFlags: Readonly<Record<string, string>> = {
  'piix3-uhci': 'piix3-usb-uhci',
  'piix4-uhci': 'piix4-usb-uhci',
  ehci: 'usb-ehci',
  'ich9-ehci1': 'ich9-usb-ehci1',
  'ich9-uhci1': 'ich9-usb-ehci1',
  'ich9-uhci2': 'ich9-usb-ehci1',
  'ich9-uhci3': 'ich9-usb-ehci1',
  'vt82c686b-uhci': 'vt82c686b-usb-uhci',
  'pci-ohci': 'pci-ohci',
  'nec-xhci': 'nec-usb-xhci',
  'qemu-xhci': 'qemu-xhci',
}

/** QEMU's device behind a model, by libvirt's name of the feature. */
const scsiFlags: Readonly<Record<string, readonly [string, string]>> = {
  lsilogic: ['lsi', "This QEMU doesn't support the LSI 53C895A SCSI controller"],
  'virtio-scsi': ['virtio-scsi-pci', "This QEMU doesn't support virtio scsi controller"],
  lsisas1068: ['mptsas1068', "This QEMU doesn't support the LSI SAS1068 (MPT Fusion) controller"],
  lsisas1078: ['megasas', "This QEMU doesn't support the LSI SAS1078 (MegaRAID) controller"],
  vmpvscsi: ['pvscsi', "This QEMU doesn't support the pvscsi (VMware paravirtual SCSI) controller"],
  dc390: ['dc390', "This QEMU doesn't support the DC390 (ESP) controller"],
  am53c974: ['am53c974', "This QEMU doesn't support the AM53C974 (ESP) controller"],
}

function validateScsi({ model, driver, iothreads }: ScsiController, { ioThreads }: Domain, lacks: Lacks): void {
  refuse(model === 'ncr53c90', 'ncr53c90 SCSI controller is not a built-in for this machine')
  const [flag, text] = scsiFlags[model ?? ''] ?? []
  refuse(flag !== undefined && lacks(flag), text ?? '')
  refuse(model === 'buslogic' || model === 'ibmvscsi', `Unsupported controller model: ${model}`)
  const virtio = model?.startsWith('virtio') ?? false
  for (const name of ['queues', 'cmd_per_lun', 'max_sectors', 'ioeventfd'] as const) {
    const set = driver?.[name] !== undefined
    refuse(set && !virtio, `'${name}' is only supported by virtio-scsi controller`)
  }
  const wanted = [driver?.iothread, ...(iothreads ?? []).map(({ id }) => id)].filter(id => id !== undefined)
  for (const id of wanted) {
    const known = ioThreads.list.some(thread => thread.id === id)
    refuse(!known, `controller iothread '${id}' not defined in iothreadid`)
  }
  const mapped = (iothreads ?? []).length > 0 && lacks('virtio-scsi.iothread-mapping')
  refuse(mapped, 'IOThread mapping is not supported with this QEMU binary')
}

/** The devices that may stand behind a model. */
const modelNames: Readonly<Record<string, readonly PciModelName[]>> = {
  'pci-bridge': ['pci-bridge'],
  'dmi-to-pci-bridge': ['i82801b11-bridge'],
  'pcie-root-port': ['ioh3420', 'pcie-root-port'],
  'pcie-switch-upstream-port': ['x3130-upstream'],
  'pcie-switch-downstream-port': ['xio3130-downstream'],
  'pci-expander-bus': ['pxb'],
  'pcie-expander-bus': ['pxb-pcie'],
  'pcie-to-pci-bridge': ['pcie-pci-bridge'],
}

/** Where libvirt's name of the feature is not that of the device. */
const flagOf: Partial<Record<PciModelName, string>> = { 'i82801b11-bridge': 'dmi-to-pci-bridge' }

function validatePci({ model, pci, index }: PciController, domain: Domain, lacks: Lacks): void {
  const { modelName } = pci
  const where = `PCI controller with index '${index}', model '${model}' and modelName '${modelName ?? 'none'}'`
  const root = model === 'pci-root' || model === 'pcie-root'
  refuse(root && index !== 0, `Index for '${model}' controllers must be 0`)
  refuse(!root && index === 0, `Index for '${model}' controllers must be > 0`)
  refuse(
    model === 'pci-expander-bus' && !isI440fx(domain),
    'pci-expander-bus controllers are only supported on 440fx-based machinetypes',
  )
  refuse(
    model === 'pcie-expander-bus' && !isQ35(domain),
    'pcie-expander-bus controllers are not supported with this machine type',
  )
  const names = modelNames[model ?? '']
  refuse(
    names !== undefined && modelName !== undefined && !names.includes(modelName),
    `Option 'modelName' has invalid value for ${where}`,
  )
  refuse(
    modelName !== undefined && lacks(flagOf[modelName] ?? modelName),
    `The '${modelName}' device is not supported by this QEMU binary`,
  )
  const port = model === 'pcie-root-port' || model === 'pcie-switch-downstream-port'
  const expander = model === 'pci-expander-bus' || model === 'pcie-expander-bus'
  const only = (option: string, value: unknown, allowed: boolean) =>
    refuse(value !== undefined && !allowed, `Option '${option}' is not valid for ${where}`)
  only('chassisNr', pci.chassisNr, model === 'pci-bridge')
  only('chassis', pci.chassis, port)
  only('port', pci.port, port)
  only('busNr', pci.busNr, expander)
  only('numaNode', pci.node, expander)
  only('targetIndex', pci.index, false)
  only('pcihole64', pci.pcihole64, root)
  only('hotplug', pci.hotplug, port || model === 'pci-root')
  refuse(
    pci.hotplug !== undefined && model === 'pci-root' && lacks('piix4.acpi-root-pci-hotplug'),
    `setting the 'hotplug' property on a '${model}' device is not supported by this QEMU binary`,
  )
}
