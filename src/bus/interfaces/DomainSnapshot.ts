import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['domainSnapshot']

export const domainSnapshotInterface = defineInterface<'org.libvirt.DomainSnapshot', Self>(
  'org.libvirt.DomainSnapshot',
  {
    Delete: (call, flags) => call.perform(calls.domainSnapshotDelete, { snap: call.self, flags }),
    GetParent: async (call, flags) =>
      call.pathOf((await call.perform(calls.domainSnapshotGetParent, { snap: call.self, flags })).snap),
    GetXMLDesc: async (call, flags) =>
      (await call.perform(calls.domainSnapshotGetXmlDesc, { snap: call.self, flags })).xml,
    IsCurrent: async (call, flags) =>
      (await call.perform(calls.domainSnapshotIsCurrent, { snap: call.self, flags })).current !== 0,
    ListChildren: async (call, flags) => {
      const args = { snapshot: call.self, need_results: 1, flags }
      return call.pathsOf((await call.perform(calls.domainSnapshotListAllChildren, args)).snapshots)
    },
    Revert: (call, flags) => call.perform(calls.domainRevertToSnapshot, { snap: call.self, flags }),
  },
  {},
)
