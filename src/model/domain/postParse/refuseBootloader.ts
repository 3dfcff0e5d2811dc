import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** Bootloaders run on the host are Xen's. */
export const refuseBootloader: QemuPostParseStep = ({ os }) => {
  if (os.bootloader !== undefined || os.bootloaderArgs !== undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'bootloader is not supported by QEMU')
  }
}
