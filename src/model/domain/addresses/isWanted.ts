import { isPciAddressEmpty } from '../devices/address.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'

/** Whether a PCI address is still to be chosen: nothing is said, or just that it is to be PCI. */
export function isWanted({ address }: DeviceInfo): boolean {
  return address === undefined || (address.type === 'pci' && isPciAddressEmpty(address))
}
