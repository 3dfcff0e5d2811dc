import { LibvirtError } from '../../api/LibvirtError.js'
import * as calls from '../../api/calls/index.js'
import { domainMigrateFlags } from '../../api/enums/domain.js'
import { parametersFromEntries } from '../values/typedParameters.js'
import type { DomainMethods } from './domainSelf.js'

export const domainMigration = {
  MigrateGetCompressionCache: async (call, flags) =>
    (await call.perform(calls.domainMigrateGetCompressionCache, { dom: call.self, flags })).cacheSize,
  MigrateGetMaxSpeed: async (call, flags) =>
    (await call.perform(calls.domainMigrateGetMaxSpeed, { dom: call.self, flags })).bandwidth,
  MigrateSetCompressionCache: (call, cacheSize, flags) =>
    call.perform(calls.domainMigrateSetCompressionCache, { dom: call.self, cacheSize, flags }),
  MigrateSetMaxDowntime: (call, downtime, flags) =>
    call.perform(calls.domainMigrateSetMaxDowntime, { dom: call.self, downtime, flags }),
  MigrateSetMaxSpeed: (call, bandwidth, flags) =>
    call.perform(calls.domainMigrateSetMaxSpeed, { dom: call.self, bandwidth, flags }),
  MigrateStartPostCopy: (call, flags) => call.perform(calls.domainMigrateStartPostCopy, { dom: call.self, flags }),
  // There is no client between the hosts here, so that this host must do it all: peer to peer.
  MigrateToURI3: (call, dconnuri, entries, flags) => {
    if (!(flags & domainMigrateFlags.PEER2PEER)) {
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'direct migration is not supported by the source host', {
        hint: 'add the flag VIR_MIGRATE_PEER2PEER',
      })
    }
    if (!call.serves(calls.domainMigratePerform3Params)) {
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'p2p migration is not supported by the source host')
    }
    const params = parametersFromEntries(entries)
    const args = { dom: call.self, dconnuri, params, cookie_in: new Uint8Array(), flags }
    return call.perform(calls.domainMigratePerform3Params, args)
  },
} satisfies Partial<DomainMethods>
