// CPU modes the emulator and its accelerator can give (virQEMUCapsIsCPUModeSupported).
import { acceleratorCapabilities } from '../../../capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'

/** @throws LibvirtError CONFIG_UNSUPPORTED for a mode that needs more than there is */
export function validateQemuCpu(domain: Domain, capabilities: QemuCapabilities): void {
  const { cpu, type, os } = domain
  if (cpu === undefined) return
  refuse(
    !isSupported(domain, capabilities),
    `CPU mode '${cpu.mode}' for ${os.arch} ${type} domain on ${capabilities.arch} host is not supported by hypervisor`,
  )
}

function isSupported(domain: Domain, capabilities: QemuCapabilities): boolean {
  const { cpu, type } = domain
  switch (cpu?.mode) {
    case 'host-passthrough':
      // Only an accelerator runs the guest on the host's CPU.
      return type !== 'qemu'
    case 'host-model':
      return !isX86(domain) || acceleratorCapabilities(capabilities, type).hostCpu !== undefined
    case 'maximum':
      return capabilities.flags.has('cpu-max')
    default:
      return true
  }
}
