// Refuses domains that are well formed but make no sense, or that the hypervisor cannot run.
import { validateCpuTuning } from '../cpuTuning.js'
import type { Domain } from '../Domain.js'
import type { DomainContext } from '../DomainContext.js'
import { validateIdentity } from '../identity.js'
import { validateNumaTuning } from '../numa/numaTuning.js'
import type { ParseOptions } from '../options.js'
import { validateLoader } from '../os/Loader.js'

/** @throws LibvirtError for the first thing that is wrong, in libvirt's order where several are */
export function validateDomain(domain: Domain, _context: DomainContext, _options: ParseOptions): void {
  validateIdentity(domain)
  validateLoader(domain.os.loader, domain.os.firmware)
  validateCpuTuning(domain.cpuTuning)
  validateNumaTuning(domain.numaTuning)
}
