// What every driver of host devices promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import { connectListAllNodeDeviceFlags } from '../../src/api/enums/nodedev.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface NodeDeviceContractOptions {
  readonly connect: () => Promise<ContractClient> | ContractClient
}

const machine = { name: 'computer' }

export function nodeDeviceContract(t: Test, { connect }: NodeDeviceContractOptions): void {
  const list = async (client: ContractClient, flags: number) => {
    const { devices } = await client.call(calls.connectListAllNodeDevices, { need_results: 1, flags })
    return devices as References['nodeDevice'][]
  }

  t.test('the machine is the root of its devices', async t => {
    const client = await connect()
    t.same(await client.call(calls.nodeDeviceLookupByName, machine), { dev: machine })
    const { xml } = await client.call(calls.nodeDeviceGetXmlDesc, { name: machine, flags: 0 })
    t.match(xml, /<name>computer<\/name>\n {2}<capability type='system'>/)
    t.same(await client.call(calls.nodeDeviceListCaps, { name: machine, maxnames: 100 }), { names: ['system'] })
    t.same(await list(client, connectListAllNodeDeviceFlags.CAP_SYSTEM), [machine])
    t.notOk((await list(client, connectListAllNodeDeviceFlags.CAP_SCSI_HOST)).some(({ name }) => name === 'computer'))
    await t.rejects(client.call(calls.nodeDeviceLookupByName, { name: 'no-such-device' }), { code: 'NO_NODE_DEVICE' })
  })

  t.test('every device of the list is found by its name, and its parent too', async t => {
    const client = await connect()
    const devices = await list(client, 0)
    t.ok(devices.length > 0)
    for (const name of devices) {
      t.same(await client.call(calls.nodeDeviceLookupByName, name), { dev: name })
      const { xml } = await client.call(calls.nodeDeviceGetXmlDesc, { name, flags: 0 })
      const parent = /<parent>(.*)<\/parent>/.exec(String(xml))?.[1]
      if (parent !== undefined)
        t.ok(
          devices.some(device => device.name === parent),
          `${name.name} hangs on ${parent}`,
        )
    }
  })
}
