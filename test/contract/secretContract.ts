// What every driver of secrets promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import { connectListAllSecretsFlags as list, secretUsageType } from '../../src/api/enums/secret.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface SecretContractOptions {
  /** A fresh driver without secrets. */
  readonly connect: () => Promise<ContractClient> | ContractClient
}

const secretFor = (usage: string, { attributes = "ephemeral='no' private='no'", uuid = '' } = {}) =>
  `<secret ${attributes}>${uuid && `<uuid>${uuid}</uuid>`}<description>of ${usage}</description>
   <usage type='ceph'><name>${usage}</name></usage></secret>`

export function secretContract(t: Test, { connect }: SecretContractOptions): void {
  const define = async ({ call }: ContractClient, xml: string) => {
    const { secret } = await call(calls.secretDefineXml, { xml, flags: 0 })
    return secret as References['secret']
  }
  const listed = async ({ call }: ContractClient, flags: number) => {
    const { secrets } = await call(calls.connectListAllSecrets, { need_results: 1, flags })
    return (secrets as References['secret'][]).map(({ usageID }) => usageID)
  }

  t.test('a secret is found by its UUID and by its use', async t => {
    const client = await connect()
    t.same(await listed(client, 0), [])
    const secret = await define(client, secretFor('contract1'))
    t.match(secret, { usageType: secretUsageType.CEPH, usageID: 'contract1' })
    t.same(await client.call(calls.secretLookupByUuid, { uuid: secret.uuid }), { secret })
    const usage = { usageType: secretUsageType.CEPH, usageID: 'contract1' }
    t.same(await client.call(calls.secretLookupByUsage, usage), { secret })
    await t.rejects(client.call(calls.secretLookupByUsage, { ...usage, usageID: 'nosuch' }), {
      message: "Secret not found: no secret with matching usage 'nosuch'",
    })
    const { xml } = await client.call(calls.secretGetXmlDesc, { secret, flags: 0 })
    t.match(xml, /<description>of contract1<\/description>/)
  })

  t.test('a value is what was set last, and goes with its secret', async t => {
    const client = await connect()
    const secret = await define(client, secretFor('contract1'))
    await t.rejects(client.call(calls.secretGetValue, { secret, flags: 0 }), {
      message: `Secret not found: secret '${secret.uuid}' does not have a value`,
    })
    for (const value of [Uint8Array.of(1, 0, 255), Uint8Array.of(9)]) {
      await client.call(calls.secretSetValue, { secret, value, flags: 0 })
      const kept = await client.call(calls.secretGetValue, { secret, flags: 0 })
      t.same([...(kept['value'] as Uint8Array)], [...value])
    }
    await client.call(calls.secretUndefine, { secret })
    await t.rejects(client.call(calls.secretGetValue, { secret, flags: 0 }), {
      message: `Secret not found: no secret with matching uuid '${secret.uuid}'`,
    })
    const again = await define(client, secretFor('contract1', { uuid: secret.uuid }))
    await t.rejects(client.call(calls.secretGetValue, { secret: again, flags: 0 }), /does not have a value/)
  })

  t.test('the value of a private secret is never told', async t => {
    const client = await connect()
    const secret = await define(client, secretFor('contract1', { attributes: "ephemeral='yes' private='yes'" }))
    await client.call(calls.secretSetValue, { secret, value: Uint8Array.of(1), flags: 0 })
    await t.rejects(client.call(calls.secretGetValue, { secret, flags: 0 }), {
      message: 'Invalid secret: secret is private',
    })
    await t.rejects(define(client, secretFor('contract1', { uuid: secret.uuid })), {
      message: /cannot change private flag on existing secret$/,
    })
  })

  t.test('a use belongs to one secret, and a secret keeps its use', async t => {
    const client = await connect()
    const secret = await define(client, secretFor('contract1'))
    const taken = `internal error: a secret with UUID ${secret.uuid} is already defined for use with contract1`
    await t.rejects(define(client, secretFor('contract1')), { message: taken })
    await t.rejects(define(client, secretFor('contract2', { uuid: secret.uuid })), { message: taken })
    t.same(await define(client, secretFor('contract1', { uuid: secret.uuid })), secret)
  })

  t.test('lists follow their filters', async t => {
    const client = await connect()
    await define(client, secretFor('plain'))
    await define(client, secretFor('private', { attributes: "private='yes'" }))
    await define(client, secretFor('ephemeral', { attributes: "ephemeral='yes'" }))
    t.same(await listed(client, 0), ['plain', 'private', 'ephemeral'])
    t.same(await listed(client, list.EPHEMERAL), ['ephemeral'])
    t.same(await listed(client, list.NO_EPHEMERAL | list.NO_PRIVATE), ['plain'])
    t.same(await listed(client, list.PRIVATE | list.NO_PRIVATE), ['plain', 'private', 'ephemeral'])
    t.same(await client.call(calls.connectNumOfSecrets, {}), { num: 3 })
  })
}
