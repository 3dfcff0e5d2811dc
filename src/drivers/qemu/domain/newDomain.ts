import type { Identity } from '../../../model/domain/identity.js'
import { JobLock } from '../../JobLock.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { QemuDomain } from './QemuDomain.js'

/** A domain that is not in the list yet, and has no definition. */
export function newDomain(
  { host, settings }: Pick<QemuDriverContext, 'host' | 'settings'>,
  { name, uuid }: Pick<Identity, 'name' | 'uuid'>,
): QemuDomain {
  return new QemuDomain(name, uuid, undefined, new JobLock(host.clock, settings.maxQueued))
}
