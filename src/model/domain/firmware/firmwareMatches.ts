// Whether a firmware build fulfils what a domain says about its firmware, machine and protection.
import type { Domain } from '../Domain.js'
import type { Loader } from '../os/Loader.js'
import type { FirmwareDescriptor, FirmwareMapping } from './FirmwareDescriptor.js'

/** The parts of a domain that decide about its firmware. */
export type FirmwareWishes = Pick<Domain, 'os' | 'features' | 'powerManagement' | 'launchSecurity'>

/** Whether the domain can use this firmware. */
export function firmwareMatches(domain: FirmwareWishes, firmware: FirmwareDescriptor): boolean {
  const { os } = domain
  const wanted = wantedInterface(domain)
  return (
    wanted !== undefined &&
    firmware.interfaces.includes(wanted) &&
    firmwareTargets(firmware, os.arch ?? '', os.machine ?? '') &&
    featuresMatch(domain, firmware.features) &&
    protectionMatches(domain, firmware.features) &&
    mappingMatches(os.loader, firmware.mapping)
  )
}

// Without automatic selection the type of the loader tells.
function wantedInterface({ os }: FirmwareWishes): 'bios' | 'uefi' | undefined {
  if (os.firmware) return os.firmware === 'efi' ? 'uefi' : 'bios'
  if (os.loader?.type === undefined) return undefined
  return os.loader.type === 'pflash' ? 'uefi' : 'bios'
}

// QEMU's names where libvirt has others.
const qemuArchitectures: Readonly<Record<string, string>> = { i686: 'i386', armv7l: 'arm' }

/** Whether the firmware is meant for that architecture and machine, both in libvirt's spelling. */
export function firmwareTargets({ targets }: FirmwareDescriptor, arch: string, machine: string): boolean {
  const architecture = qemuArchitectures[arch] ?? arch
  return targets.some(
    target => target.architecture === architecture && target.machines.some(pattern => globMatches(pattern, machine)),
  )
}

function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}

function featuresMatch({ os, features, powerManagement }: FirmwareWishes, offered: ReadonlySet<string>): boolean {
  const needsSmm = offered.has('requires-smm')
  if (powerManagement.suspendToMemory && !offered.has('acpi-s3')) return false
  if (powerManagement.suspendToDisk && !offered.has('acpi-s4')) return false
  for (const [name, enabled] of os.firmwareFeatures) if (offered.has(name) !== enabled) return false
  if (os.loader?.secure !== undefined && os.loader.secure !== needsSmm) return false
  return !(needsSmm && features.smm?.state === false)
}

const sevEncryptedState = 0x04

function protectionMatches({ launchSecurity }: FirmwareWishes, offered: ReadonlySet<string>): boolean {
  switch (launchSecurity?.type) {
    case 'sev':
      return offered.has('amd-sev') && ((launchSecurity.policy & sevEncryptedState) === 0 || offered.has('amd-sev-es'))
    case 'sev-snp':
      return offered.has('amd-sev-snp')
    default:
      return true
  }
}

function mappingMatches(loader: Loader | undefined, mapping: FirmwareMapping): boolean {
  if (mapping.device === 'kernel') return false
  return mapping.device === 'flash' ? flashMatches(loader, mapping) : memoryMatches(loader, mapping.path)
}

type FlashMapping = Extract<FirmwareMapping, { device: 'flash' }>

function flashMatches(loader: Loader | undefined, mapping: FlashMapping): boolean {
  // An image that is code and variables in one would have to be copied for each guest, which nobody does.
  if (mapping.mode === 'combined') return false
  if (!loader) return true
  const { nvram } = loader
  if (loader.type === 'rom' || loader.readonly === false) return false
  if (loader.stateless !== undefined && loader.stateless !== (mapping.mode === 'stateless')) return false
  if (loader.format !== undefined && loader.format !== mapping.executable.format) return false
  if (loader.path !== undefined && loader.path !== mapping.executable.path) return false
  if (!nvram) return true
  if (mapping.mode !== 'split') return false
  const { nvramTemplate } = mapping
  return (
    (nvram.source?.format === undefined || nvram.source.format === nvramTemplate.format) &&
    (nvram.templateFormat === undefined || nvram.templateFormat === nvramTemplate.format) &&
    (nvram.template === undefined || nvram.template === nvramTemplate.path)
  )
}

function memoryMatches(loader: Loader | undefined, path: string): boolean {
  if (!loader) return true
  if (loader.type === 'pflash' || loader.stateless === false || loader.nvram) return false
  return (loader.format ?? 'raw') === 'raw' && (loader.path ?? path) === path
}
