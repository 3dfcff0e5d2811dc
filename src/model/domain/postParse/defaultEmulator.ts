import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../Domain.js'
import type { QemuContext } from '../DomainContext.js'

/** The emulator for the architecture, when the document names none. @throws LibvirtError when there is none */
export function defaultEmulator(domain: Domain, qemu: QemuContext): void {
  const { arch } = domain.os
  if (domain.emulator !== undefined || arch === undefined) return
  domain.emulator = qemu.defaultEmulator(arch)
  if (domain.emulator === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `No emulator found for arch '${arch}'`)
  }
}
