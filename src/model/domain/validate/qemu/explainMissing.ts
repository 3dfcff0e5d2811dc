import { LibvirtError } from '../../../../api/LibvirtError.js'
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** Refusals that are about the emulator, by libvirt's words for them. */
const aboutEmulator = /QEMU|not (supported|available)|unsupported/i

/**
 * Runs checks of an emulator's features. A refusal for a missing one says, after libvirt's words, which feature that is, which
 * QEMU is without it, and where that QEMU is.
 * @throws LibvirtError of the checks
 */
export function explainMissing({ flags, emulator, version }: QemuCapabilities, check: (lacks: Lacks) => void): void {
  let missing: string | undefined
  const lacks: Lacks = flag => {
    missing = flags.has(flag) ? undefined : flag
    return missing !== undefined
  }
  try {
    check(lacks)
  } catch (error) {
    const unexplained = error instanceof LibvirtError && error.hint === undefined && aboutEmulator.test(error.text)
    if (!unexplained || missing === undefined) throw error
    const numbers = [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.floor)
    throw new LibvirtError(error.code, error.detail, {
      hint: `QEMU ${numbers.join('.')} (${emulator}) is without '${missing}'`,
      cause: error,
    })
  }
}
