import { domainModificationImpact } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuDomain } from './QemuDomain.js'

/** Which of a domain's two definitions a call is about; CURRENT means the running one of a domain that runs. */
export interface Impact {
  readonly live: boolean
  readonly config: boolean
}

/**
 * Reads the VIR_DOMAIN_AFFECT_ bits.
 * @throws LibvirtError OPERATION_INVALID when the domain lacks what is asked for
 */
export function impactOf(domain: QemuDomain, flags: number): Impact {
  const { LIVE, CONFIG } = domainModificationImpact
  const running = domain.guest !== undefined
  const current = (flags & (LIVE | CONFIG)) === 0
  const live = current ? running : (flags & LIVE) !== 0
  const config = current ? !running : (flags & CONFIG) !== 0
  if (live) domain.active()
  if (config) domain.config()
  return { live, config }
}

/** As `impactOf` for calls that read: the one definition they read. @throws LibvirtError INVALID_ARG for LIVE and CONFIG at once */
export function definitionFor(domain: QemuDomain, flags: number) {
  const { live, config } = impactOf(domain, flags)
  if (live && config) {
    const text = "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive"
    throw new LibvirtError('INVALID_ARG', text, { bare: true })
  }
  return config ? domain.config() : domain.definition
}
