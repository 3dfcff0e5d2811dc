// What every driver of storage promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface StorageContractOptions {
  readonly connect: () => Promise<ContractClient> | ContractClient
  /** A pool that this driver builds and starts; its folder is empty. */
  readonly definition: (name: string) => string
}

const volume = (name: string) =>
  `<volume><name>${name}</name><capacity>1048576</capacity><allocation>4096</allocation></volume>`

export function storageContract(t: Test, { connect, definition }: StorageContractOptions): void {
  const startedPool = async (client: ContractClient) => {
    const pool = poolOf(await client.call(calls.storagePoolDefineXml, { xml: definition('contract1'), flags: 0 }))
    await client.call(calls.storagePoolBuild, { pool, flags: 0 })
    await client.call(calls.storagePoolCreate, { pool, flags: 0 })
    return pool
  }

  t.test('a pool is defined, built, started, stopped and undefined', async t => {
    const client = await connect()
    const pool = await startedPool(client)
    t.same(await client.call(calls.storagePoolIsActive, { pool }), { active: 1 })
    t.match(await client.call(calls.storagePoolGetInfo, { pool }), { state: 2 })
    await t.rejects(client.call(calls.storagePoolCreate, { pool, flags: 0 }), {
      message: "Requested operation is not valid: storage pool 'contract1' is active",
    })
    await client.call(calls.storagePoolDestroy, { pool })
    await t.rejects(client.call(calls.storagePoolRefresh, { pool, flags: 0 }), {
      message: "Requested operation is not valid: storage pool 'contract1' is not active",
    })
    await client.call(calls.storagePoolUndefine, { pool })
    await t.rejects(client.call(calls.storagePoolIsActive, { pool }), {
      message: `Storage pool not found: no storage pool with matching uuid '${pool.uuid}' (contract1)`,
    })
  })

  t.test('a volume is made, found in every way, and deleted', async t => {
    const client = await connect()
    const pool = await startedPool(client)
    const vol = volOf(await client.call(calls.storageVolCreateXml, { pool, xml: volume('v1'), flags: 0 }))
    t.match(vol, { pool: 'contract1', name: 'v1' })
    t.match(await client.call(calls.storageVolGetInfo, { vol }), { type: 0, capacity: 1048576n })
    const { name: path } = await client.call(calls.storageVolGetPath, { vol })
    t.same(volOf(await client.call(calls.storageVolLookupByName, { pool, name: 'v1' })), vol)
    t.same(volOf(await client.call(calls.storageVolLookupByKey, { key: vol.key })), vol)
    t.same(volOf(await client.call(calls.storageVolLookupByPath, { path: String(path) })), vol)
    t.same(poolOf(await client.call(calls.storagePoolLookupByVolume, { vol })), pool)
    t.same(await client.call(calls.storagePoolListVolumes, { pool, maxnames: 10 }), { names: ['v1'] })
    await client.call(calls.storageVolDelete, { vol, flags: 0 })
    await t.rejects(client.call(calls.storageVolGetInfo, { vol }), {
      message: "Storage volume not found: no storage vol with matching name 'v1'",
    })
  })

  t.test('two volumes of one name, and volumes of a pool that is off, are refused', async t => {
    const client = await connect()
    const pool = await startedPool(client)
    await client.call(calls.storageVolCreateXml, { pool, xml: volume('v1'), flags: 0 })
    await t.rejects(client.call(calls.storageVolCreateXml, { pool, xml: volume('v1'), flags: 0 }), {
      code: 'STORAGE_VOL_EXIST',
    })
    await client.call(calls.storagePoolDestroy, { pool })
    await t.rejects(client.call(calls.storageVolCreateXml, { pool, xml: volume('v2'), flags: 0 }), {
      code: 'OPERATION_INVALID',
    })
  })
}

const poolOf = (result: Record<string, unknown>) => result['pool'] as References['storagePool']
const volOf = (result: Record<string, unknown>) => result['vol'] as References['storageVol']
