// Which of a domain's two definitions a call is about (virDomainModificationImpact).
import { domainModificationImpact } from '../../api/enums/domain.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Domain } from '../../model/domain/Domain.js'

/** A domain as its settings see it. */
export interface TwoDefinitions {
  /** What it runs by, while it runs. */
  readonly live: Domain | undefined
  /** What it starts by; undefined for a transient domain. */
  readonly config: Domain | undefined
}

/** The definitions a change is about: without a flag the one in force. @throws LibvirtError OPERATION_INVALID */
export function affected({ live, config }: TwoDefinitions, flags: number): Domain[] {
  const { LIVE, CONFIG } = domainModificationImpact
  const current = (flags & (LIVE | CONFIG)) === 0
  const wantLive = current ? live !== undefined : (flags & LIVE) !== 0
  const wantConfig = current ? live === undefined : (flags & CONFIG) !== 0
  if (wantLive && !live) throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
  if (wantConfig && !config) {
    throw new LibvirtError('OPERATION_INVALID', 'transient domains do not have any persistent config')
  }
  return [...(wantLive && live ? [live] : []), ...(wantConfig && config ? [config] : [])]
}

/** The one definition a question is about. @throws LibvirtError OPERATION_INVALID, INVALID_ARG for both at once */
export function asked(definitions: TwoDefinitions, flags: number): Domain {
  const [first, second] = affected(definitions, flags)
  if (second) {
    const text = "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive"
    throw new LibvirtError('INVALID_ARG', text, { bare: true })
  }
  if (!first) throw new TypeError('a domain without a definition')
  return first
}
