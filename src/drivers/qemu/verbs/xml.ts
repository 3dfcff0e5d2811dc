import { domainXMLFlags } from '../../../api/enums/domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Documents of domains. */
export const xmlVerbs = (): QemuVerbs => ({
  domainGetXmlDesc({ dom, flags }) {
    const { SECURE, INACTIVE, MIGRATABLE } = domainXMLFlags
    const inactive = (flags & INACTIVE) !== 0 || !dom.guest
    if (inactive && dom.stored && (flags & (SECURE | MIGRATABLE)) === 0) return { xml: dom.stored.shownText }
    const definition = inactive ? (dom.persistent ?? dom.definition) : dom.definition
    const migratable = (flags & MIGRATABLE) !== 0
    return { xml: formatDomain(definition, { secure: (flags & SECURE) !== 0, inactive, migratable }) }
  },
})
