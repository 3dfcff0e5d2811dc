import type { DriverObjects, Verbs } from '../../api/Driver.js'
import type { QemuDomain } from './domain/QemuDomain.js'
import type { QemuSnapshot } from './snapshots/QemuSnapshot.js'

/** What references stand for in this driver's verbs. */
export type QemuObjects = Omit<DriverObjects, 'domain' | 'domainSnapshot'> & {
  domain: QemuDomain
  domainSnapshot: QemuSnapshot
}

export type QemuVerbs = Verbs<QemuObjects>
