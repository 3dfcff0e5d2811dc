import type { Domain } from '../../../model/domain/Domain.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'

/** An independent copy of a definition, by way of its document, as libvirt copies. What only a running guest has is left behind. */
export function copyDomain(domain: Domain, context: DomainContext): Domain {
  const xml = formatDomain(domain, { secure: true, inactive: true })
  return parseDomain(xml, context, { inactive: true, skipValidate: true, skipPostParse: true })
}
