import t, { type Test } from 'tap'
import { testDriver } from '../drivers/test/testDriver.js'
import { type ContractClient, inProcess } from './ContractClient.js'
import { domainContract } from './domainContract.js'
import { interfaceContract } from './interfaceContract.js'
import { networkContract } from './networkContract.js'
import { nodeDeviceContract } from './nodeDeviceContract.js'
import { overBus, overBusProxy } from './overBus.js'
import { overProxy, overRpc } from './overRpc.js'
import { nwfilterContract } from './nwfilterContract.js'
import { secretContract } from './secretContract.js'
import { storageContract } from './storageContract.js'

const element = (uuid?: string) => (uuid ? `<uuid>${uuid}</uuid>` : '')
const domain = (name: string, uuid?: string) =>
  `<domain type='test'><name>${name}</name>${element(uuid)}<memory>1024</memory><os><type>hvm</type></os></domain>`
const network = (name: string, uuid?: string) =>
  `<network><name>${name}</name>${element(uuid)}<bridge name='virbr77'/><forward/>
   <ip address='192.168.77.1' netmask='255.255.255.0'><dhcp><range start='192.168.77.2' end='192.168.77.99'/></dhcp></ip></network>`
const pool = (name: string) =>
  `<pool type='dir'><name>${name}</name><target><path>/contract/${name}</path></target></pool>`

const roads: [title: string, open: (t: Test) => Promise<ContractClient> | ContractClient][] = [
  ['in process', () => inProcess(testDriver())],
  ['over RPC', () => overRpc(testDriver())],
  ['through a proxy', t => overProxy(t, testDriver())],
  ['over the bus', t => overBus(t, testDriver())],
  ['over the bus through a proxy', t => overBusProxy(t, testDriver())],
]
for (const [title, open] of roads) {
  t.test(`the test driver, ${title}: domains`, async t =>
    domainContract(t, { connect: () => open(t), definition: domain }),
  )
  t.test(`the test driver, ${title}: networks`, async t =>
    networkContract(t, { connect: () => open(t), definition: network }),
  )
  t.test(`the test driver, ${title}: storage`, async t =>
    storageContract(t, { connect: () => open(t), definition: pool }),
  )
  t.test(`the test driver, ${title}: host devices`, async t => nodeDeviceContract(t, { connect: () => open(t) }))
  t.test(`the test driver, ${title}: secrets`, async t => secretContract(t, { connect: () => open(t) }))
  t.test(`the test driver, ${title}: network filters`, async t => nwfilterContract(t, { connect: () => open(t) }))
  t.test(`the test driver, ${title}: interfaces`, async t => interfaceContract(t, { connect: () => open(t) }))
}
