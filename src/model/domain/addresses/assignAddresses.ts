import type { QemuPostParseStep } from '../postParse/PostParseStep.js'
import { assignMemorySlots } from './assignMemorySlots.js'
import { assignPciAddresses } from './assignPciAddresses.js'
import { assignUsbPorts } from './assignUsbPorts.js'
import { assignVirtioSerialPorts } from './assignVirtioSerialPorts.js'

/** Gives every device its place in the guest, and adds the controllers, ports and hubs this takes. */
export const assignAddresses: QemuPostParseStep = (domain, qemu) => {
  assignVirtioSerialPorts(domain)
  assignPciAddresses(domain, qemu)
  assignUsbPorts(domain)
  if (domain.memory.max > 0) assignMemorySlots(domain)
}
