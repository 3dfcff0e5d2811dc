// Owns `<controller>`: the buses other devices sit on.
import type { TableValue } from './attributeTable.js'
import { attributeTable } from './attributeTable.js'
import { nonNegative, nonNegativeHex, oneOf, onOff, string, uint } from './attributeTypes.js'
import type { DeviceInfo } from './deviceInfo.js'
import type { IothreadMapping } from './iothreadMapping.js'
import { virtioOptionRows } from './virtioOptions.js'

export const controllerTypes = [
  'ide',
  'fdc',
  'scsi',
  'sata',
  'virtio-serial',
  'ccid',
  'usb',
  'pci',
  'xenbus',
  'isa',
  'nvme',
] as const
export type ControllerType = (typeof controllerTypes)[number]

/** Models in libvirt's spelling, by type. */
export const controllerModels = {
  pci: [
    'pci-root',
    'pcie-root',
    'pci-bridge',
    'dmi-to-pci-bridge',
    'pcie-to-pci-bridge',
    'pcie-root-port',
    'pcie-switch-upstream-port',
    'pcie-switch-downstream-port',
    'pci-expander-bus',
    'pcie-expander-bus',
  ],
  scsi: [
    'auto',
    'buslogic',
    'lsilogic',
    'lsisas1068',
    'vmpvscsi',
    'ibmvscsi',
    'virtio-scsi',
    'lsisas1078',
    'virtio-transitional',
    'virtio-non-transitional',
    'ncr53c90',
    'dc390',
    'am53c974',
  ],
  usb: [
    'piix3-uhci',
    'piix4-uhci',
    'ehci',
    'ich9-ehci1',
    'ich9-uhci1',
    'ich9-uhci2',
    'ich9-uhci3',
    'vt82c686b-uhci',
    'pci-ohci',
    'nec-xhci',
    'qusb1',
    'qusb2',
    'qemu-xhci',
    'none',
  ],
  ide: ['piix3', 'piix4', 'ich6'],
  'virtio-serial': ['virtio', 'virtio-transitional', 'virtio-non-transitional'],
  isa: ['isa'],
} as const

export type PciControllerModel = (typeof controllerModels.pci)[number]
export type ScsiControllerModel = (typeof controllerModels.scsi)[number]
export type UsbControllerModel = (typeof controllerModels.usb)[number]
export type IdeControllerModel = (typeof controllerModels.ide)[number]
export type VirtioSerialControllerModel = (typeof controllerModels)['virtio-serial'][number]

/** Names of the emulated PCI controllers behind a model. */
export const pciModelNames = [
  'none',
  'pci-bridge',
  'i82801b11-bridge',
  'ioh3420',
  'x3130-upstream',
  'xio3130-downstream',
  'pxb',
  'pxb-pcie',
  'pcie-root-port',
  'spapr-pci-host-bridge',
  'pcie-pci-bridge',
] as const
export type PciModelName = Exclude<(typeof pciModelNames)[number], 'none'>

export const controllerDriver = attributeTable({
  queues: uint,
  cmd_per_lun: uint,
  max_sectors: uint,
  ioeventfd: onOff,
  iothread: uint,
  ...virtioOptionRows,
})
export const pciTarget = attributeTable({
  chassisNr: nonNegative,
  chassis: nonNegative,
  port: nonNegativeHex,
  busNr: nonNegative,
  index: nonNegative,
  hotplug: onOff,
  memReserve: uint,
})
export const pciModelName = attributeTable({ name: oneOf(...pciModelNames) })
export const controllerHead = attributeTable({ type: oneOf(...controllerTypes), index: string, model: string })

/** Guest-visible details of a PCI controller. */
export interface PciControllerOptions extends TableValue<typeof pciTarget> {
  modelName?: PciModelName | undefined
  /** Guest NUMA node of an expander bus. */
  node?: number | undefined
  /** KiB; 0 switches the window off. */
  pcihole64?: number | undefined
}

interface Common {
  kind: 'controller'
  /** Absent until numbered. */
  index?: number | undefined
  driver?: TableValue<typeof controllerDriver> | undefined
  iothreads?: IothreadMapping[] | undefined
  info: DeviceInfo
}

export interface PciController extends Common {
  type: 'pci'
  model?: PciControllerModel | undefined
  pci: PciControllerOptions
}
export interface ScsiController extends Common {
  type: 'scsi'
  model?: ScsiControllerModel | undefined
}
export interface UsbController extends Common {
  type: 'usb'
  model?: UsbControllerModel | undefined
  ports?: number | undefined
}
export interface IdeController extends Common {
  type: 'ide'
  model?: IdeControllerModel | undefined
}
export interface VirtioSerialController extends Common {
  type: 'virtio-serial'
  model?: VirtioSerialControllerModel | undefined
  ports?: number | undefined
  vectors?: number | undefined
}
export interface XenbusController extends Common {
  type: 'xenbus'
  model?: undefined
  maxGrantFrames?: number | undefined
  maxEventChannels?: number | undefined
}
export interface NvmeController extends Common {
  type: 'nvme'
  model?: undefined
  serial?: string | undefined
}
export interface PlainController extends Common {
  type: 'fdc' | 'sata' | 'ccid' | 'isa'
  model?: 'isa' | undefined
}

/** virDomainControllerDef. */
export type Controller =
  | PciController
  | ScsiController
  | UsbController
  | IdeController
  | VirtioSerialController
  | XenbusController
  | NvmeController
  | PlainController
