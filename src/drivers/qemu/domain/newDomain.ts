import { parseDomain } from '../../../model/domain/parseDomain.js'
import type { Identity } from '../../../model/domain/identity.js'
import { JobLock } from '../../JobLock.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { QemuDomain } from './QemuDomain.js'

/** A domain that is not in the list yet, and has no definition. */
export function newDomain(
  { host, settings, timeouts, emulators }: Pick<QemuDriverContext, 'host' | 'settings' | 'timeouts' | 'emulators'>,
  { name, uuid }: Pick<Identity, 'name' | 'uuid'>,
): QemuDomain {
  const limits = { mostWaiting: settings.maxQueued, patience: timeouts.job }
  const parse = (text: string) => parseDomain(text, emulators.plainContext, { inactive: true, skipValidate: true })
  return new QemuDomain(name, uuid, new JobLock(host.clock, limits), parse)
}
