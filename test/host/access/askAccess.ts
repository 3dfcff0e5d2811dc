// Run on a test host as somebody: makes calls by both doors and prints what came of each, a line of JSON each.
// Usage: node askAccess.js DRIVER-URI DRIVER-PATH < cases.json        node askAccess.js --prepare DRIVER-URI < names.json
import { text } from 'node:stream/consumers'
import type { Call } from '../../../src/api/call.js'
import * as calls from '../../../src/api/calls/index.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { systemBusAddress } from '../../../src/bus/connection/parseBusAddress.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { RpcClient } from '../../../src/rpc/client/RpcClient.js'
import { type AccessCase, rowOf } from './AccessCase.js'
import type { AccessAnswer } from './AccessAnswer.js'
import {
  argumentsOf,
  documents,
  filterName,
  poolFolder,
  poolName,
  savedAt,
  uuidOf,
  withCheckpoint,
} from './argumentsOf.js'
import { callByBus } from './callByBus.js'

const socketPath = '/run/libvirt/libvirt-sock'
const authPolkit = 2
/** Calls under way; the road is not asked to be fast here, but not one by one either. */
const inFlight = 4

async function openRpc(uri: string): Promise<RpcClient> {
  const client = new RpcClient(DescriptorSocket.connect(socketPath))
  const { types } = (await client.call(calls.authList, {})).values
  if (Array.isArray(types) && types[0] === authPolkit) await client.call(calls.authPolkit, {})
  await client.call(calls.connectOpen, { name: uri, flags: 0 })
  return client
}

/** `through`, or how it was refused. */
async function came(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function ask(uri: string, path: string): Promise<void> {
  const cases: { readonly rpc: AccessCase; readonly bus: AccessCase }[] = JSON.parse(await text(process.stdin))
  const rpc = await openRpc(uri)
  const bus = await BusConnection.open(systemBusAddress())
  const one = async (pair: (typeof cases)[number]): Promise<AccessAnswer> => {
    const row: Call = rowOf(pair.rpc.row)
    const byRpc = await came(rpc.call(row, argumentsOf(row, pair.rpc.object, pair.rpc.flags)))
    const args = argumentsOf(row, pair.bus.object, pair.bus.flags)
    const byBus: Record<string, string> = {}
    for (const member of row.bus ?? []) byBus[member] = await came(bus.call(callByBus(row, member, args, path)))
    return { rpc: byRpc, bus: byBus }
  }
  const answers: AccessAnswer[] = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < cases.length; index = next++) {
      const pair = cases[index]
      if (pair) answers[index] = await one(pair)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  process.stdout.write(JSON.stringify(answers))
  await bus.close()
  rpc.close()
}

/** Makes an object of every kind for each name, as far as there is not one yet. */
async function prepare(uri: string): Promise<void> {
  const names: string[] = JSON.parse(await text(process.stdin))
  const rpc = await openRpc(uri)
  const make = (kind: string, name: string) => documents[kind]?.(name) ?? ''
  await rpc.call(calls.storagePoolCreateXml, {
    xml: `<pool type='dir'><name>${poolName}</name><uuid>${uuidOf(poolName)}</uuid><target><path>${poolFolder}</path></target></pool>`,
    flags: 0,
  })
  await rpc.call(calls.nwfilterDefineXml, { xml: make('nwfilter', filterName) })
  const pool = { name: poolName, uuid: uuidOf(poolName) }
  for (const name of names) {
    const dom = { name, uuid: uuidOf(name), id: -1 }
    await rpc.call(calls.domainDefineXml, { xml: make('domain', name) })
    await rpc.call(calls.domainCreate, { dom })
    await rpc.call(calls.domainSave, { dom, to: savedAt(name) })
    await rpc.call(calls.domainCreate, { dom })
    await rpc.call(calls.domainSnapshotCreateXml, {
      dom,
      xml_desc: '<domainsnapshot><name>snap</name></domainsnapshot>',
      flags: 0,
    })
    const other = withCheckpoint(name)
    await rpc.call(calls.domainCreateXml, { xml_desc: make('domain', other), flags: 0 })
    await rpc.call(calls.domainCheckpointCreateXml, {
      dom: { name: other, uuid: uuidOf(other), id: -1 },
      xml_desc: '<domaincheckpoint><name>check</name></domaincheckpoint>',
      flags: 0,
    })
    await rpc.call(calls.networkDefineXml, { xml: make('network', name) })
    const network = { name, uuid: uuidOf(name) }
    await rpc.call(calls.networkCreate, { net: network })
    await rpc.call(calls.networkPortCreateXml, { network, xml: make('network_port', name), flags: 0 })
    await rpc.call(calls.nwfilterDefineXml, { xml: make('nwfilter', name) })
    await rpc.call(calls.nwfilterBindingCreateXml, { xml: make('nwfilter_binding', name), flags: 0 })
    await rpc.call(calls.secretDefineXml, { xml: make('secret', name), flags: 0 })
    await rpc.call(calls.storagePoolDefineXml, { xml: make('storage_pool', name), flags: 0 })
    await rpc.call(calls.storageVolCreateXml, { pool, xml: make('storage_vol', name), flags: 0 })
    await rpc.call(calls.interfaceDefineXml, { xml: make('interface', name), flags: 0 })
  }
  rpc.close()
}

const [, , first = '', second = ''] = process.argv
if (first === '--prepare') await prepare(second)
else await ask(first, second)
