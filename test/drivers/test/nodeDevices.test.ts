import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { References } from '../../../src/api/schema.js'
import { inProcess } from '../../contract/ContractClient.js'
import { testDriver } from './testDriver.js'

const virtualHost = (parent: string, wwn: string) => `<device>${parent}<capability type='scsi_host'>
  <capability type='fc_host'><wwnn>2${wwn}</wwnn><wwpn>1${wwn}</wwpn></capability></capability></device>`

function client() {
  const driver = testDriver()
  const events: string[] = []
  driver.feed.subscribe(notice => {
    if (notice.name === 'nodeDeviceLifecycleEvent')
      events.push(`${notice.body.dev.reference.name} ${notice.body.event}`)
  })
  return { ...inProcess(driver), events }
}

const create = async ({ call }: ReturnType<typeof client>, xml_desc: string) =>
  (await call(calls.nodeDeviceCreateXml, { xml_desc, flags: 0 })).dev as References['nodeDevice']

t.test('a virtual host is made on the adapter that is named, told of, found and destroyed', async t => {
  const test = client()
  const dev = await create(test, virtualHost('<parent>scsi_host2</parent>', '0000000c9831b4b'))
  t.same(dev, { name: 'scsi_host12' })
  const { xml } = await test.call(calls.nodeDeviceGetXmlDesc, { name: dev, flags: 0 })
  t.match(xml, '<parent>scsi_host2</parent>')
  t.match(xml, '<fabric_wwn>2000000087658765</fabric_wwn>')
  const names = { wwnn: '20000000c9831b4b', wwpn: '10000000c9831b4b', flags: 0 }
  t.same(await test.call(calls.nodeDeviceLookupScsiHostByWwn, names), { dev })
  await test.call(calls.nodeDeviceDestroy, { name: dev })
  await t.rejects(test.call(calls.nodeDeviceGetParent, { name: dev }), { code: 'NO_NODE_DEVICE' })
  t.same(test.events, ['scsi_host12 0', 'scsi_host12 1'])
})

t.test('an adapter is found by its fabric, or any will do', async t => {
  const test = client()
  const parentOf = async (parent: string, wwn: string) => {
    const name = await create(test, virtualHost(parent, wwn))
    return (await test.call(calls.nodeDeviceGetParent, { name })).parentName
  }
  t.equal(await parentOf("<parent fabric_wwn='2000000087658765'/>", '0000000c9831b4c'), 'scsi_host2')
  t.equal(await parentOf('', '0000000c9831b4d'), 'scsi_host1')
})

t.test('refusals leave everything as it was', async t => {
  const test = client()
  const refused = async (parent: string, code: string) => {
    await t.rejects(create(test, virtualHost(parent, '0000000c9831b4c')), { code })
  }
  await refused('<parent>computer</parent>', 'INTERNAL_ERROR')
  await refused('<parent>no-such</parent>', 'INTERNAL_ERROR')
  await refused("<parent fabric_wwn='2000000087658700'/>", 'NO_NODE_DEVICE')
  const disk = "<device><capability type='system'><hardware/><firmware/></capability></device>"
  await t.rejects(create(test, disk), { code: 'INTERNAL_ERROR' })
  await t.rejects(test.call(calls.nodeDeviceDestroy, { name: { name: 'computer' } }), { code: 'INTERNAL_ERROR' })
  t.same(test.events, [])
})

t.test('the first generation of lists counts and names devices by what they can do', async t => {
  const { call } = client()
  const named = async (cap?: string) => (await call(calls.nodeListDevices, { cap, maxnames: 10, flags: 0 })).names
  t.same(await named(), ['computer', 'scsi_host1', 'scsi_host2', 'scsi_host11'])
  t.same(await named('vports'), ['scsi_host1', 'scsi_host2'])
  t.same(await named('no-such'), [])
  t.same(await call(calls.nodeNumOfDevices, { cap: 'fc_host', flags: 0 }), { num: 3 })
})
