import * as calls from '../../api/calls/index.js'
import type { DomainMethods } from './domainSelf.js'

export const domainSnapshots = {
  ListDomainSnapshots: async (call, flags) =>
    call.pathsOf(
      (await call.perform(calls.domainListAllSnapshots, { dom: call.self, need_results: 1, flags })).snapshots,
    ),
  SnapshotCreateXML: async (call, xml_desc, flags) =>
    call.pathOf((await call.perform(calls.domainSnapshotCreateXml, { dom: call.self, xml_desc, flags })).snap),
  SnapshotCurrent: async (call, flags) =>
    call.pathOf((await call.perform(calls.domainSnapshotCurrent, { dom: call.self, flags })).snap),
  SnapshotLookupByName: async (call, name, flags) =>
    call.pathOf((await call.perform(calls.domainSnapshotLookupByName, { dom: call.self, name, flags })).snap),
} satisfies Partial<DomainMethods>
