import { fillFirmware } from '../firmware/fillFirmware.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { validateLoader } from '../os/Loader.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** Chooses firmware images and the variable store; what contradicts itself is refused before anything is chosen. */
export const selectFirmware: QemuPostParseStep = (domain, qemu, { options }) => {
  const { loader, firmware } = domain.os
  validateLoader(loader, firmware)
  try {
    fillFirmware(domain, { ...qemu, abiUpdate: options.abiUpdate ?? false })
  } catch (error) {
    // A definition from disk must not be lost because its firmware was uninstalled; starting it will fail instead.
    if (options.abiUpdate || !(error instanceof LibvirtError) || error.code !== 'OPERATION_FAILED') throw error
  }
}
