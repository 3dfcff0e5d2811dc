import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Identity } from '../../../model/domain/identity.js'
import type { DomainList } from './DomainList.js'
import type { QemuDomain } from './QemuDomain.js'

/**
 * The domain that a document describes, when there is one already.
 * @throws LibvirtError OPERATION_FAILED when name and UUID belong to different domains
 */
export function claim(
  domains: Pick<DomainList, 'withUuid' | 'withName'>,
  { name, uuid }: Pick<Identity, 'name' | 'uuid'>,
): QemuDomain | undefined {
  const known = domains.withUuid(uuid)
  if (known && known.name !== name) {
    throw new LibvirtError('OPERATION_FAILED', `domain '${known.name}' is already defined with uuid ${uuid}`)
  }
  const namesake = domains.withName(name)
  if (namesake && namesake !== known) {
    throw new LibvirtError('OPERATION_FAILED', `domain '${name}' already exists with uuid ${namesake.uuid}`)
  }
  return known
}
