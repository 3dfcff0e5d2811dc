// What every driver of networks promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface NetworkContractOptions {
  readonly connect: () => Promise<ContractClient> | ContractClient
  /** A definition that this driver starts. */
  readonly definition: (name: string, uuid?: string) => string
}

const list = { inactive: 1, active: 2, persistent: 4, transient: 8, autostart: 16 }
const addLast = 3
const dhcpHost = 4

export function networkContract(t: Test, { connect, definition }: NetworkContractOptions): void {
  const define = async (client: ContractClient, name: string, uuid?: string) =>
    netOf(await client.call(calls.networkDefineXml, { xml: definition(name, uuid) }))
  const names = async (client: ContractClient, flags: number) => {
    const { nets } = await client.call(calls.connectListAllNetworks, { need_results: 1, flags })
    return (nets as References['network'][]).map(({ name }) => name).filter(name => name.startsWith('contract'))
  }

  t.test('a network is defined, started, stopped and undefined', async t => {
    const client = await connect()
    const net = await define(client, 'contract1')
    t.same(await client.call(calls.networkIsActive, { net }), { active: 0 })
    t.same(await client.call(calls.networkIsPersistent, { net }), { persistent: 1 })
    await client.call(calls.networkCreate, { net })
    t.same(await client.call(calls.networkIsActive, { net }), { active: 1 })
    await client.call(calls.networkDestroy, { net })
    await client.call(calls.networkUndefine, { net })
    await t.rejects(client.call(calls.networkIsActive, { net }), {
      code: 'NO_NETWORK',
      message: `Network not found: no network with matching uuid '${net.uuid}' (contract1)`,
    })
  })

  t.test('what cannot be done in a state is refused', async t => {
    const client = await connect()
    const net = await define(client, 'contract1')
    await t.rejects(client.call(calls.networkDestroy, { net }), { code: 'OPERATION_INVALID' })
    await client.call(calls.networkCreate, { net })
    await t.rejects(client.call(calls.networkCreate, { net }), { code: 'OPERATION_INVALID' })
    await client.call(calls.networkDestroy, { net })
  })

  t.test('lookups find by name and UUID, and say what they missed', async t => {
    const client = await connect()
    const net = await define(client, 'contract1')
    t.same(netOf(await client.call(calls.networkLookupByName, { name: 'contract1' })), net)
    t.same(netOf(await client.call(calls.networkLookupByUuid, { uuid: net.uuid })), net)
    await t.rejects(client.call(calls.networkLookupByName, { name: 'nosuch' }), {
      message: "Network not found: no network with matching name 'nosuch'",
    })
  })

  t.test('a transient network vanishes when it stops', async t => {
    const client = await connect()
    const net = netOf(await client.call(calls.networkCreateXml, { xml: definition('contract1') }))
    t.same(await client.call(calls.networkIsPersistent, { net }), { persistent: 0 })
    await t.rejects(client.call(calls.networkSetAutostart, { net, autostart: 1 }), {
      message: 'Requested operation is not valid: cannot set autostart for transient network',
    })
    t.same(await names(client, list.transient), ['contract1'])
    await client.call(calls.networkDestroy, { net })
    t.same(await names(client, 0), [])
  })

  t.test('lists follow their filters, and the old calls agree', async t => {
    const client = await connect()
    const off = await define(client, 'contract-off')
    const on = await define(client, 'contract-on')
    await client.call(calls.networkCreate, { net: on })
    await client.call(calls.networkSetAutostart, { net: off, autostart: 1 })
    t.same(await names(client, 0), ['contract-off', 'contract-on'])
    t.same(await names(client, list.active), ['contract-on'])
    t.same(await names(client, list.inactive | list.persistent), ['contract-off'])
    t.same(await names(client, list.autostart), ['contract-off'])
    const old = await client.call(calls.connectListDefinedNetworks, { maxnames: 100 })
    t.same(old, { names: ['contract-off'] })
    await client.call(calls.networkDestroy, { net: on })
  })

  t.test('an update changes the definition it is about', async t => {
    const client = await connect()
    const net = await define(client, 'contract1')
    const update = { net, command: addLast, section: dhcpHost, parentIndex: -1, flags: 2 }
    await client.call(calls.networkUpdate, { ...update, xml: "<host mac='52:54:00:00:00:77' ip='192.168.77.9'/>" })
    const { xml } = await client.call(calls.networkGetXmlDesc, { net, flags: 0 })
    t.match(xml, /<host mac='52:54:00:00:00:77' ip='192.168.77.9'\/>/)
    await t.rejects(client.call(calls.networkUpdate, { ...update, xml: '<host/>' }))
    t.same(await client.call(calls.networkGetXmlDesc, { net, flags: 0 }), { xml })
  })
}

const netOf = (result: Record<string, unknown>): References['network'] => result['net'] as References['network']
