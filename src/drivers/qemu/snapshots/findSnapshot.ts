import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuSnapshot } from './QemuSnapshot.js'

/** @throws LibvirtError NO_DOMAIN_SNAPSHOT */
export function findSnapshot(domain: QemuDomain, name: string): QemuSnapshot {
  const found = domain.snapshotCount > 0 ? domain.snapshots.get(name) : undefined
  if (found) return found
  throw new LibvirtError('NO_DOMAIN_SNAPSHOT', `no domain snapshot with matching name '${name}'`)
}
