import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Finding one domain. */
export const lookupVerbs = ({ domains }: QemuDriverContext): QemuVerbs => ({
  domainLookupByName: ({ name }) => ({ dom: domains.lookUpByName(name) }),
  domainLookupByUuid: ({ uuid }) => ({ dom: domains.lookUpByUuid(uuid) }),
  domainLookupById: ({ id }) => ({ dom: domains.lookUpById(id) }),
})
