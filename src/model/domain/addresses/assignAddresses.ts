import type { QemuPostParseStep } from '../postParse/PostParseStep.js'
import { assignMemorySlots } from './assignMemorySlots.js'
import { assignPciAddresses } from './assignPciAddresses.js'
import { assignUsbPorts } from './assignUsbPorts.js'
import { assignVirtioSerialPorts } from './assignVirtioSerialPorts.js'

/** Gives every device its place in the guest, and adds the controllers, ports and hubs this takes. */
export const assignAddresses: QemuPostParseStep = (domain, qemu, { options }) => {
  assignVirtioSerialPorts(domain)
  assignPciAddresses(domain, qemu)
  assignUsbPorts(domain, options.abiUpdate ?? false)
  if (domain.memory.slots > 0) assignMemorySlots(domain)
}
