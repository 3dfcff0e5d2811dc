import { fillFirmware } from '../firmware/fillFirmware.js'
import { validateLoader } from '../os/Loader.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** Chooses firmware images and the variable store; what contradicts itself is refused before anything is chosen. */
export const selectFirmware: QemuPostParseStep = (domain, qemu, { options }) => {
  const { loader, firmware } = domain.os
  validateLoader(loader, firmware)
  fillFirmware(domain, { ...qemu, abiUpdate: options.abiUpdate ?? false })
}
