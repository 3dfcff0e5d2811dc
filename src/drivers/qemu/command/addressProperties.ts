// Where a device sits in the guest, as properties of `-device`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { PciAddress } from '../../../model/domain/devices/address.js'
import type { Controller, ControllerType } from '../../../model/domain/devices/controller.js'
import { type DeviceInfo, isUserAlias } from '../../../model/domain/devices/deviceInfo.js'
import type { Properties } from './CommandOption.js'

/** The controller of a type and index. */
export function findController(domain: Domain, type: ControllerType, index: number): Controller | undefined {
  return domain.devices.controller.find(each => each.type === type && each.index === index)
}

/** Name of a controller as devices on it refer to it. @throws LibvirtError INTERNAL_ERROR when there is none */
export function busName(domain: Domain, type: ControllerType, index: number): string {
  const controller = findController(domain, type, index)
  const alias = controller?.info.alias
  if (controller === undefined || alias === undefined) {
    throw new LibvirtError(
      'INTERNAL_ERROR',
      `could not find ${type} controller with index ${index} required for device`,
    )
  }
  // Buses that the machine has anyway keep QEMU's own name, whatever alias the user gave them.
  if (controller.type === 'pci' && index === 0 && isUserAlias(alias)) {
    return controller.model === 'pcie-root' ? 'pcie.0' : 'pci.0'
  }
  return alias
}

function pciProperties(domain: Domain, address: PciAddress, acpiIndex: number | undefined): Properties {
  const slot = `0x${address.slot.toString(16)}`
  return {
    bus: busName(domain, 'pci', address.bus),
    multifunction: address.multifunction,
    'acpi-index': acpiIndex || undefined,
    addr: address.function === 0 ? slot : `${slot}.0x${address.function.toString(16)}`,
  }
}

/** Properties for the address of a device, none when it has none. @throws LibvirtError INTERNAL_ERROR for a missing bus */
export function addressProperties(domain: Domain, info: DeviceInfo): Properties {
  const { address } = info
  switch (address?.type) {
    case 'pci':
      return pciProperties(domain, address, info.acpiIndex)
    case 'usb':
      return { bus: `${busName(domain, 'usb', address.bus)}.0`, port: address.port?.join('.') }
    case 'isa':
      return { iobase: address.iobase || undefined, irq: address.irq || undefined }
    case 'dimm':
      return { slot: address.slot, addr: address.base || undefined }
    case 'ccid':
      return { bus: `${busName(domain, 'ccid', address.controller)}.0` }
    case 'spapr-vio':
      return { reg: address.reg }
    case 'ccw':
      return { devno: ccwText(address) }
    default:
      return {}
  }
}

function ccwText({
  cssid = 0,
  ssid = 0,
  devno = 0,
}: {
  cssid?: number | undefined
  ssid?: number | undefined
  devno?: number | undefined
}): string {
  return `${cssid.toString(16)}.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`
}

/** ROM of a PCI device. */
export function romProperties({ rom }: DeviceInfo): Properties {
  if (rom === undefined) return {}
  if (rom.enabled === false) return { romfile: '' }
  return { rombar: rom.bar === undefined ? undefined : Number(rom.bar), romfile: rom.file }
}
