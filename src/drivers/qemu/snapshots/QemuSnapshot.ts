import { DomainSnapshot } from '../../DomainSnapshot.js'
import type { QemuDomain } from '../domain/QemuDomain.js'

/** A snapshot of a guest, or of a domain that was off. */
export class QemuSnapshot extends DomainSnapshot<QemuDomain> {}
