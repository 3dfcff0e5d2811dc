// Looking up machine types and accelerators in probed capabilities.
import type { Accelerator, AcceleratorCapabilities, QemuCapabilities, QemuMachine } from './QemuCapabilities.js'

const none: AcceleratorCapabilities = { cpus: [], machines: [] }

/** The accelerator behind a virt type of the domain XML. */
export function acceleratorOf(virtType: string): Accelerator {
  return virtType === 'kvm' ? 'kvm' : 'tcg'
}

/** What the probe found for a virt type; empty lists when it could not run that way. */
export function acceleratorCapabilities(capabilities: QemuCapabilities, virtType: string): AcceleratorCapabilities {
  return capabilities[acceleratorOf(virtType)] ?? none
}

/** The machine of that canonical name. */
export function findMachine(capabilities: QemuCapabilities, virtType: string, name: string): QemuMachine | undefined {
  return acceleratorCapabilities(capabilities, virtType).machines.find(machine => machine.name === name)
}

/** Canonical name behind an alias; any other name is its own. */
export function canonicalMachine(capabilities: QemuCapabilities, virtType: string, name: string): string {
  const { machines } = acceleratorCapabilities(capabilities, virtType)
  return machines.find(machine => machine.alias === name)?.name ?? name
}

// QEMU marks a default for few architectures and some of those are museum pieces; these are libvirt's choices.
const preferredMachines: Readonly<Record<string, string>> = {
  i686: 'pc',
  x86_64: 'pc',
  armv7l: 'integratorcp',
  aarch64: 'integratorcp',
  riscv32: 'spike',
  riscv64: 'spike',
  loongarch64: 'virt',
}

/** Canonical name of the machine a domain without one gets; undefined when the emulator has none. */
export function preferredMachine(capabilities: QemuCapabilities, virtType: string): string | undefined {
  const { machines } = acceleratorCapabilities(capabilities, virtType)
  const wanted = preferredMachines[capabilities.arch]
  const found = machines.find(machine => wanted !== undefined && (machine.name === wanted || machine.alias === wanted))
  return (found ?? machines.find(machine => machine.isDefault) ?? machines[0])?.name
}
