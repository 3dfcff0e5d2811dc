import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { References, TypedParameter } from '../../../src/api/schema.js'
import { testDomain } from './testDriver.js'

const uuid = 'dd8fe884-6c02-601e-7551-cca97df1c5df'
const network = { name: 'default', uuid }
const portXml = `<networkport><owner><name>web</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>
 <mac address='52:54:00:7b:35:93'/><plug type='bridge' bridge='virbr0'/></networkport>`
const [DESCRIPTION, ELEMENT] = [0, 2]
const CONFIG = 2

t.test('a network’s port is made, tuned and deleted, and goes with the network', async t => {
  const { call } = await testDomain()
  const make = async () => (await call(calls.networkPortCreateXml, { network, xml: portXml, flags: 0 }))['port']
  const list = async () =>
    (await call(calls.networkListAllPorts, { network, need_results: 1, flags: 0 }))['ports'] as unknown[]
  const port = (await make()) as References['networkPort']
  t.same(await list(), [port])
  t.same(await call(calls.networkPortLookupByUuid, { network, uuid: port.uuid }), { port })
  const params: TypedParameter[] = [{ field: 'inbound.average', type: 'uint', value: 100 }]
  await call(calls.networkPortSetParameters, { port, params, flags: 0 })
  const kept = await call(calls.networkPortGetParameters, { port, nparams: 16, flags: 0 })
  t.match(kept['params'], [{ field: 'inbound.average', value: 100 }])
  t.match((await call(calls.networkPortGetXmlDesc, { port, flags: 0 }))['xml'], "average='100'")
  await call(calls.networkPortDelete, { port, flags: 0 })
  await t.rejects(call(calls.networkPortGetXmlDesc, { port, flags: 0 }), { code: 'NO_NETWORK_PORT' })
  await make()
  await call(calls.networkDestroy, { net: network })
  await t.rejects(list(), { message: /network 'default' is not active$/ })
  await call(calls.networkCreate, { net: network })
  t.same(await list(), [])
})

t.test('metadata of a network is kept where the flags say, and an event tells of it', async t => {
  const { call, events } = await testDomain()
  const set = (type: number, metadata: string | undefined, flags: number) => {
    const element = type === ELEMENT && metadata !== undefined
    const [key, uri] = [element ? 'x' : undefined, type === ELEMENT ? 'urn:x' : undefined]
    return call(calls.networkSetMetadata, { network, type, metadata, key, uri, flags })
  }
  const get = async (type: number, flags: number) =>
    (await call(calls.networkGetMetadata, { network, type, uri: type === ELEMENT ? 'urn:x' : undefined, flags }))[
      'metadata'
    ]
  await set(DESCRIPTION, 'the lab', 0)
  t.equal(await get(DESCRIPTION, 0), 'the lab')
  await t.rejects(get(DESCRIPTION, CONFIG), {
    code: 'NO_NETWORK_METADATA',
    message: 'metadata not found: Requested metadata element is not present',
  })
  await set(ELEMENT, "<a xmlns='urn:x'/>", CONFIG)
  t.match(await get(ELEMENT, CONFIG), '<a')
  await set(ELEMENT, undefined, CONFIG)
  await t.rejects(get(ELEMENT, CONFIG), { code: 'NO_NETWORK_METADATA' })
  const told = events.flatMap(({ name, body }) =>
    name === 'networkMetadataChangeEvent' && 'nsuri' in body ? [body.nsuri] : [],
  )
  t.same(told, [undefined, 'urn:x', 'urn:x'])
})

t.test('leases are of the guests that run on the network', async t => {
  const { call, dom } = await testDomain()
  const leases = async (mac?: string) =>
    (await call(calls.networkGetDhcpLeases, { net: network, mac, need_results: 1, flags: 0 }))['leases']
  t.match(await leases(), [{ mac: 'aa:bb:cc:dd:ee:ff', ipaddr: '192.168.122.3', hostname: 'testhost' }])
  t.match(await leases('AA:BB:CC:DD:EE:FF'), [{}])
  t.same(await leases('52:54:00:00:00:01'), [])
  await call(calls.domainDestroyFlags, { dom, flags: 0 })
  t.same(await leases(), [])
})
