// What QEMU and the host's build of it cannot do for a domain as a whole (qemuValidateDomainDef).
import { acceleratorCapabilities, findMachine } from '../../../capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { validateQemuLifecycle } from '../../lifecycle.js'
import { isI440fx, isQ35, isX86 } from '../../machineKind.js'
import { validateSysinfo } from '../../sysinfo.js'
import { refuse } from '../refuse.js'
import { validateQemuClock } from './validateQemuClock.js'
import { validateQemuCpu } from './validateQemuCpu.js'
import { validateQemuFeatures } from './validateQemuFeatures.js'
import { validateQemuFirmware } from './validateQemuFirmware.js'
import { validateQemuMemory } from './validateQemuMemory.js'
import { validateQemuVcpus } from './validateQemuVcpus.js'

/** @throws LibvirtError CONFIG_UNSUPPORTED for the first thing QEMU cannot do */
export function validateForQemu(domain: Domain, capabilities: QemuCapabilities): void {
  const lacks = (flag: string) => !capabilities.flags.has(flag)
  const { os, type, memoryTuning, genid, bios } = { ...domain, bios: domain.os.bios }
  refuse(os.type !== 'hvm', `Emulator '${domain.emulator}' does not support os type '${os.type}'`)
  refuse(
    (type !== 'qemu' && type !== 'kvm') || acceleratorCapabilities(capabilities, type).machines.length === 0,
    `Emulator '${domain.emulator}' does not support virt type '${type}'`,
  )
  refuse(
    os.machine !== undefined && !findMachine(capabilities, type, os.machine),
    `Emulator '${domain.emulator}' does not support machine type '${os.machine}'`,
  )
  refuse(memoryTuning.minGuarantee !== undefined, "Parameter 'min_guarantee' not supported by QEMU.")
  refuse(genid !== undefined && lacks('vmgenid'), "this QEMU does not support the 'genid' capability")
  refuse(
    bios.useSerial === true && domain.devices.serial.length === 0,
    'need at least one serial port to use BIOS serial output',
    'XML_ERROR',
  )
  refuse(bios.useSerial === true && !isX86(domain), 'BIOS serial console only supported on x86 architectures')
  validateSysinfo(domain.sysinfo)
  validateQemuFirmware(domain)
  validateQemuFeatures(domain, capabilities)
  validateQemuClock(domain, capabilities)
  validateQemuLifecycle(domain.lifecycle)
  validatePowerManagement(domain)
  validateQemuVcpus(domain, capabilities)
  validateQemuCpu(domain, capabilities)
  validateQemuMemory(domain, capabilities)
  for (const cipher of domain.keyWrap.keys()) {
    const flag = `${cipher}-key-wrap`
    refuse(lacks(flag), `${flag} is not available with this QEMU binary`)
  }
  validateLaunchSecurity(domain, lacks)
  validateIsaController(domain)
}

/** The PIIX4 and ICH9 power management devices are those that can hide sleep states. */
function validatePowerManagement(domain: Domain): void {
  const { suspendToMemory, suspendToDisk } = domain.powerManagement
  const hides = isI440fx(domain) || isQ35(domain)
  refuse(suspendToMemory !== undefined && !hides, 'setting ACPI S3 not supported')
  refuse(suspendToDisk !== undefined && !hides, 'setting ACPI S4 not supported')
}

function validateLaunchSecurity({ launchSecurity }: Domain, lacks: (flag: string) => boolean): void {
  switch (launchSecurity?.type) {
    case 'sev':
      refuse(lacks('sev-guest'), 'SEV launch security is not supported with this QEMU binary')
      refuse(
        launchSecurity.kernelHashes !== undefined && lacks('sev-guest-kernel-hashes'),
        'SEV measured direct kernel boot is not supported with this QEMU binary',
      )
      break
    case 'sev-snp':
      refuse(lacks('sev-snp-guest'), 'SEV SNP launch security is not supported with this QEMU binary')
      break
    case 's390-pv':
      refuse(lacks('s390-pv-guest'), 'S390 PV launch security is not supported with this QEMU binary')
      break
    default:
  }
}

/** Machines with a PIIX have one IDE controller; others have none that could be added to. */
function validateIsaController(domain: Domain): void {
  const ide = domain.devices.controller.filter(({ type }) => type === 'ide')
  if (ide.length === 0 || !isX86(domain)) return
  refuse(
    !isI440fx(domain) && domain.os.machine !== 'isapc',
    'IDE controllers are unsupported for this QEMU binary or machine type',
  )
  refuse(
    ide.some(({ index }) => index !== 0),
    'Only a single IDE controller is supported for this machine type',
  )
}
