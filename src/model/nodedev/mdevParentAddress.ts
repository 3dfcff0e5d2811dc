import { pciAddressText } from '../domain/devices/address.js'
import type { NodeDevice } from './NodeDevice.js'

/** The address of a device as mdevctl names the parent of mediated devices; undefined for devices that cannot be one. */
export function mdevParentAddress(device: NodeDevice): string | undefined {
  for (const capability of device.capabilities) {
    switch (capability.type) {
      case 'pci':
        return pciAddressText(capability)
      case 'css': {
        const { cssid, ssid, devno } = capability
        return `${cssid.toString(16)}.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`
      }
      case 'ap_matrix':
        return device.path?.split('/').at(-1) ?? 'matrix'
      default:
        break
    }
  }
  return undefined
}
