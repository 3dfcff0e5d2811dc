// The guests an emulator can run, for the capabilities of the host.
import type { GuestCapabilities, GuestMachine } from '../../../model/capabilities/HostCapabilities.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'

const narrow = new Set(['i686', 'armv6l', 'armv7l', 'mips', 'mipsel', 'ppc', 'riscv32', 'm68k', 'sh4', 'sparc'])

/**
 * The entry for guests of an architecture.
 * @param arch which may differ from the emulator's own (i686 guests by the emulator for x86_64)
 */
export function qemuGuestCapabilities(capabilities: QemuCapabilities, arch: string): GuestCapabilities {
  const x86 = arch === 'x86_64' || arch === 'i686'
  const machines = (capabilities.kvm ?? capabilities.tcg)?.machines ?? []
  return {
    osType: 'hvm',
    arch,
    wordSize: narrow.has(arch) ? 32 : 64,
    emulator: capabilities.emulator,
    machines: machines.flatMap(({ name, alias, maxCpus, deprecated }): GuestMachine[] => {
      const entry = { name, ...(maxCpus > 0 && { maxCpus }), deprecated }
      return alias === undefined ? [entry] : [entry, { ...entry, name: alias, canonical: name }]
    }),
    domains: ['qemu', ...(capabilities.flags.has('kvm') ? ['kvm'] : [])],
    features: [
      ...(arch === 'i686' ? [{ name: 'pae' }, { name: 'nonpae' }] : []),
      ...(x86 || arch === 'aarch64' ? [{ name: 'acpi', defaultOn: true, toggle: true }] : []),
      ...(x86 ? [{ name: 'apic', defaultOn: true, toggle: false }] : []),
      { name: 'cpuselection' },
      { name: 'deviceboot' },
      { name: 'disksnapshot', defaultOn: true, toggle: false },
      { name: 'externalSnapshot' },
    ],
  }
}
