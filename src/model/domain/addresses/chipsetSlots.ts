// Places that chipsets keep for themselves or that their devices traditionally have (qemuDomainValidateDevicePCISlots…).
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type PciAddress, pciAddressText } from '../devices/address.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'
import type { Domain } from '../Domain.js'
import { isI440fx, isQ35 } from '../machineKind.js'
import { isWanted } from './isWanted.js'
import type { PciAddressSet, PciPlace } from './PciAddressSet.js'
import { connect } from './pciConnect.js'

/** Anything may be at a place a chipset chooses. */
const anyDevice = connect.pciDevice

/** Takes the chipset's slots and puts its devices there. @throws LibvirtError when they are elsewhere or taken */
export function reserveChipsetSlots(domain: Domain, set: PciAddressSet, needsOfVideo: number): void {
  if (isI440fx(domain)) reservePiix3(domain, set, needsOfVideo)
  if (isQ35(domain)) reserveIch9(domain, set, needsOfVideo)
}

function place(slot: number, func = 0): PciPlace {
  return { bus: 0, slot, function: func }
}

const addressAt = ({ bus, slot, function: func }: PciPlace, multifunction?: boolean): PciAddress => ({
  type: 'pci',
  domain: 0,
  bus,
  slot,
  function: func,
  multifunction,
})

/** Gives a device the only address it can have. */
function insistOn(info: DeviceInfo, where: PciPlace, refusal: string): void {
  const address = addressAt(where)
  if (isWanted(info)) {
    info.address = address
  } else if (info.address?.type === 'pci' && pciAddressText(info.address) !== pciAddressText(address)) {
    throw new LibvirtError('INTERNAL_ERROR', refusal)
  }
}

/** ISA bridge, IDE and USB of the PIIX3 share slot 1; the primary display adapter has always been in slot 2. */
function reservePiix3({ devices }: Domain, set: PciAddressSet, needsOfVideo: number): void {
  for (const controller of devices.controller) {
    if (controller.index !== 0) continue
    if (controller.type === 'ide') {
      insistOn(controller.info, place(1, 1), 'Primary IDE controller must have PCI address 0:0:1.1')
    } else if (controller.type === 'usb' && controller.model === 'piix3-uhci') {
      insistOn(controller.info, place(1, 2), 'PIIX3 USB controller at index 0 must have PCI address 0:0:1.2')
    }
  }
  set.reserve(place(1), anyDevice)
  reservePrimaryVideo(devices, set, 2, needsOfVideo)
}

/** ISA bridge, SATA and SMBus share slot 31; USB 2, sound and the bridge to PCI prefer the slots they have in hardware. */
function reserveIch9({ devices }: Domain, set: PciAddressSet, needsOfVideo: number): void {
  for (const { type, index, info } of devices.controller) {
    if (type === 'sata' && index === 0) {
      insistOn(info, place(0x1f, 2), 'Primary SATA controller must have PCI address 0:0:1f.2')
    }
  }
  for (const controller of devices.controller) {
    if (!isWanted(controller.info)) continue
    if (controller.model === 'ich9-uhci1') {
      prefer(controller.info, set, [0x1d, 0x1a], anyDevice, true)
    } else if (controller.model === 'dmi-to-pci-bridge') {
      prefer(controller.info, set, [0x1e], connect.dmiToPci)
    }
  }
  set.reserve(place(0x1f, 0), anyDevice)
  set.reserve(place(0x1f, 3), anyDevice)
  reservePrimaryVideo(devices, set, 1, needsOfVideo)
  const sound = devices.sound.find(({ model, info }) => model === 'ich9' && isWanted(info))
  if (sound) prefer(sound.info, set, [0x1b], anyDevice)
}

/** Takes the first of the slots that is free, if any is. */
function prefer(info: DeviceInfo, set: PciAddressSet, slots: readonly number[], needs: number, multi?: boolean): void {
  const slot = slots.find(one => !set.slotInUse({ bus: 0, slot: one }))
  if (slot === undefined) return
  set.reserve(place(slot), needs)
  info.address = addressAt(place(slot), multi)
}

function reservePrimaryVideo(devices: Domain['devices'], set: PciAddressSet, slot: number, needs: number): void {
  const [primary] = devices.video
  if (!primary || primary.type === 'none' || primary.type === 'ramfb' || !isWanted(primary.info)) return
  if (set.slotInUse({ bus: 0, slot })) {
    const found = set.reserveNext(needs)
    if (!set.grows) primary.info.address = addressAt(found)
  } else {
    set.reserve(place(slot), needs)
    primary.info.address = addressAt(place(slot))
  }
}
