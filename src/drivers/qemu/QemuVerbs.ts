import type { DriverObjects, Verbs } from '../../api/Driver.js'
import type { QemuDomain } from './domain/QemuDomain.js'

/** What references stand for in this driver's verbs. */
export type QemuObjects = Omit<DriverObjects, 'domain'> & { domain: QemuDomain }

export type QemuVerbs = Verbs<QemuObjects>
