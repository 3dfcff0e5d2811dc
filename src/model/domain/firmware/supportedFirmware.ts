import type { FirmwareDescriptor } from './FirmwareDescriptor.js'
import { firmwareTargets } from './firmwareMatches.js'

/** What the installed firmware can do for a machine. */
export interface FirmwareSupport {
  /** Kinds libvirt can choose: `bios`, `efi`. */
  readonly kinds: readonly ('bios' | 'efi')[]
  /** Some build enforces Secure Boot, which takes SMM. */
  readonly secure: boolean
  /** Images, each once, in order of precedence. */
  readonly paths: readonly string[]
}

/** Sums up the descriptors meant for a machine, whose canonical name is given. */
export function supportedFirmware(
  descriptors: readonly FirmwareDescriptor[],
  arch: string,
  machine: string,
): FirmwareSupport {
  const usable = descriptors.filter(descriptor => firmwareTargets(descriptor, arch, machine))
  const offers = (type: 'bios' | 'uefi') => usable.some(({ interfaces }) => interfaces.includes(type))
  return {
    kinds: [...(offers('bios') ? (['bios'] as const) : []), ...(offers('uefi') ? (['efi'] as const) : [])],
    secure: usable.some(({ features }) => features.has('secure-boot') && features.has('requires-smm')),
    paths: [
      ...new Set(usable.map(({ mapping }) => (mapping.device === 'flash' ? mapping.executable.path : mapping.path))),
    ],
  }
}
