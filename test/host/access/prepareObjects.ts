// Run on a test host as root: makes the objects that calls are about.
// Usage: node prepareObjects.js DRIVER-URI < needs.json
import { text } from 'node:stream/consumers'
import * as calls from '../../../src/api/calls/index.js'
import { documents, filterName, poolFolder, poolName, savedAt, uuidOf, withCheckpoint } from './argumentsOf.js'
import type { Need } from './needsOf.js'
import { openRpc } from './openRpc.js'

const [, , uri = ''] = process.argv
const needs: Record<string, Need[]> = JSON.parse(await text(process.stdin))
const rpc = await openRpc(uri)
const make = (kind: string, name: string) => documents[kind]?.(name) ?? ''
const domain = (name: string) => ({ name, uuid: uuidOf(name), id: -1 })
const pool = { name: poolName, uuid: uuidOf(poolName) }

const makers: { readonly [N in Need]?: (name: string) => Promise<void> } = {
  domain: async name => {
    await rpc.call(calls.domainDefineXml, { xml: make('domain', name) })
    await rpc.call(calls.domainCreate, { dom: domain(name) })
  },
  saved: async name => {
    await rpc.call(calls.domainSave, { dom: domain(name), to: savedAt(name) })
    await rpc.call(calls.domainCreate, { dom: domain(name) })
  },
  domainSnapshot: async name => {
    const xml_desc = '<domainsnapshot><name>snap</name></domainsnapshot>'
    await rpc.call(calls.domainSnapshotCreateXml, { dom: domain(name), xml_desc, flags: 0 })
  },
  domainCheckpoint: async name => {
    const other = withCheckpoint(name)
    await rpc.call(calls.domainCreateXml, { xml_desc: make('domain', other), flags: 0 })
    const xml_desc = '<domaincheckpoint><name>check</name></domaincheckpoint>'
    await rpc.call(calls.domainCheckpointCreateXml, { dom: domain(other), xml_desc, flags: 0 })
  },
  network: async name => {
    await rpc.call(calls.networkDefineXml, { xml: make('network', name) })
    await rpc.call(calls.networkCreate, { net: { name, uuid: uuidOf(name) } })
  },
  networkPort: async name => {
    const network = { name, uuid: uuidOf(name) }
    await rpc.call(calls.networkPortCreateXml, { network, xml: make('network_port', name), flags: 0 })
  },
  nwfilter: async name => void (await rpc.call(calls.nwfilterDefineXml, { xml: make('nwfilter', name) })),
  nwfilterBinding: async name =>
    void (await rpc.call(calls.nwfilterBindingCreateXml, { xml: make('nwfilter_binding', name), flags: 0 })),
  secret: async name => void (await rpc.call(calls.secretDefineXml, { xml: make('secret', name), flags: 0 })),
  storagePool: async name =>
    void (await rpc.call(calls.storagePoolDefineXml, { xml: make('storage_pool', name), flags: 0 })),
  storageVol: async name =>
    void (await rpc.call(calls.storageVolCreateXml, { pool, xml: make('storage_vol', name), flags: 0 })),
  interface: async name => void (await rpc.call(calls.interfaceDefineXml, { xml: make('interface', name), flags: 0 })),
}

/** Everything that others stand on; there already when more is prepared. */
async function prepareGround(): Promise<void> {
  await rpc.call(calls.nwfilterDefineXml, { xml: make('nwfilter', filterName) })
  const { pools } = (await rpc.call(calls.connectListAllStoragePools, { need_results: 1, flags: 0 })).values
  const isThere = Array.isArray(pools) && pools.some(({ name }: { name: string }) => name === poolName)
  if (isThere) return
  const target = `<target><path>${poolFolder}</path></target>`
  const xml = `<pool type='dir'><name>${poolName}</name><uuid>${pool.uuid}</uuid>${target}</pool>`
  await rpc.call(calls.storagePoolCreateXml, { xml, flags: 0 })
}

await prepareGround()
// In the makers' order: some stand on others.
for (const [name, wanted] of Object.entries(needs)) {
  for (const [need, maker] of Object.entries(makers)) if (wanted.some(one => one === need)) await maker(name)
}
rpc.close()
