import type { Domain } from '../../Domain.js'
import { isQ35, isX86 } from '../../machineKind.js'
import type { Nvram } from '../../os/Loader.js'
import { refuse } from '../refuse.js'

/** What firmware images need of the machine (qemuValidateDomainDefBoot, …DefNvram). */
export function validateQemuFirmware(domain: Domain): void {
  const { loader, firmware } = domain.os
  const uefi = firmware === 'efi' || loader?.type === 'pflash'
  refuse(uefi && !domain.features.plain.has('acpi') && isX86(domain), 'UEFI requires ACPI on this architecture')
  if (loader?.secure) {
    refuse(!isQ35(domain), 'Secure boot is supported with q35 machine types only')
    refuse(domain.os.arch !== 'x86_64', 'Secure boot is supported for x86_64 architecture only')
    refuse(domain.features.smm?.state !== true, 'Secure boot requires SMM feature enabled')
  }
  if (loader?.nvram) validateNvram(loader.nvram)
}

const nvramTypes: readonly string[] = ['file', 'block', 'network']

function validateNvram({ source }: Nvram): void {
  if (!source) return
  refuse(!nvramTypes.includes(source.type), `unsupported nvram disk type '${source.type}'`)
  refuse(source.slice !== undefined, 'slices are not supported with NVRAM')
  refuse(source.reservations !== undefined, 'persistent reservations are not supported with NVRAM')
  refuse(!!source.backing, 'backingStore is not supported with NVRAM')
}
