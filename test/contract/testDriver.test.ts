import t from 'tap'
import { testDriver } from '../drivers/test/testDriver.js'
import { inProcess } from './ContractClient.js'
import { domainContract } from './domainContract.js'
import { overRpc } from './overRpc.js'

const definition = (name: string, uuid?: string) =>
  `<domain type='test'><name>${name}</name>${uuid ? `<uuid>${uuid}</uuid>` : ''}
   <memory>1024</memory><os><type>hvm</type></os></domain>`

t.test('the test driver, in process', async t => {
  domainContract(t, { connect: () => inProcess(testDriver()), definition })
})

t.test('the test driver, over RPC', async t => {
  domainContract(t, { connect: () => overRpc(testDriver()), definition })
})
