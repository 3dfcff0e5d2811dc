import { LibvirtError } from '../../../api/LibvirtError.js'
import { canonicalMachine, preferredMachine } from '../../capabilities/machineTypes.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** Chooses a machine type, and writes the versioned name in place of its alias, so that the guest keeps its machine. */
export const defaultMachine: QemuPostParseStep = (domain, qemu) => {
  const { os, type } = domain
  const capabilities = qemu.capabilitiesOfEmulator
  if (!capabilities) {
    if (os.machine !== undefined) return
    throw new LibvirtError('INVALID_ARG', `could not get preferred machine for ${domain.emulator} type=${type}`)
  }
  os.machine = canonicalMachine(capabilities, type, os.machine ?? preferredMachine(capabilities, type) ?? '')
  if (os.machine === '') {
    throw new LibvirtError('INVALID_ARG', `could not get preferred machine for ${domain.emulator} type=${type}`)
  }
}
