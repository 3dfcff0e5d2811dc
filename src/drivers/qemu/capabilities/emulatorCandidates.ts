import { targetNames } from './targetNames.js'

// What a host's CPU runs without emulation, besides its own architecture.
const nativeGuests: Readonly<Record<string, readonly string[]>> = { x86_64: ['i686'], aarch64: ['armv7l'] }

/** Whether guests of an architecture run natively on a host. */
export function isNative(hostArch: string, guestArch: string): boolean {
  return hostArch === guestArch || (nativeGuests[hostArch]?.includes(guestArch) ?? false)
}

/** Programs that may run guests of an architecture, best first: names to look for in PATH, or absolute paths. */
export function emulatorCandidates(hostArch: string, guestArch: string): string[] {
  const named = (arch: string) => `qemu-system-${targetNames[arch] ?? arch}`
  if (!isNative(hostArch, guestArch)) return [named(guestArch)]
  // KVM on ARM takes the emulator of the host for guests of both widths.
  const first = guestArch === 'armv7l' ? [hostArch, guestArch] : [guestArch, hostArch]
  // Red Hat has but one emulator, for native guests, and not in PATH.
  return [...new Set([...first.map(named), '/usr/libexec/qemu-kvm', 'kvm'])]
}
