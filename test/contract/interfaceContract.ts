// What every driver of host interfaces promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface InterfaceContractOptions {
  readonly connect: () => Promise<ContractClient> | ContractClient
}

const definition = (name: string, mac: string) =>
  `<interface type='ethernet' name='${name}'><mac address='${mac}'/></interface>`

export function interfaceContract(t: Test, { connect }: InterfaceContractOptions): void {
  const define = async (client: ContractClient, name: string, mac: string) => {
    const { iface } = await client.call(calls.interfaceDefineXml, { xml: definition(name, mac), flags: 0 })
    return iface as References['interface']
  }

  t.test('an interface is defined, brought up and down, and undefined', async t => {
    const client = await connect()
    const iface = await define(client, 'contract1', '52:54:00:11:22:33')
    t.same(iface, { name: 'contract1', mac: '52:54:00:11:22:33' })
    t.same(await client.call(calls.interfaceIsActive, { iface }), { active: 0 })
    await client.call(calls.interfaceCreate, { iface, flags: 0 })
    t.same(await client.call(calls.interfaceIsActive, { iface }), { active: 1 })
    t.same(await client.call(calls.interfaceLookupByMacString, { mac: iface.mac }), { iface })
    await client.call(calls.interfaceDestroy, { iface, flags: 0 })
    await client.call(calls.interfaceUndefine, { iface })
    await t.rejects(client.call(calls.interfaceIsActive, { iface }), { code: 'NO_INTERFACE' })
  })

  t.test('a change that is rolled back leaves everything as it was', async t => {
    const client = await connect()
    const kept = await define(client, 'contract-kept', '52:54:00:11:22:34')
    await client.call(calls.interfaceChangeBegin, { flags: 0 })
    await t.rejects(client.call(calls.interfaceChangeBegin, { flags: 0 }), { code: 'OPERATION_INVALID' })
    const added = await define(client, 'contract-added', '52:54:00:11:22:35')
    await client.call(calls.interfaceUndefine, { iface: kept })
    await client.call(calls.interfaceChangeRollback, { flags: 0 })
    t.same(await client.call(calls.interfaceIsActive, { iface: kept }), { active: 0 })
    await t.rejects(client.call(calls.interfaceIsActive, { iface: added }), { code: 'NO_INTERFACE' })
    await t.rejects(client.call(calls.interfaceChangeCommit, { flags: 0 }), { code: 'OPERATION_INVALID' })
  })
}
