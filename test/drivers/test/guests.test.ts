// What has no member on the bus: the agent, saved guests with parameters, single vCPUs, sleep to disk.
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { TypedParameter } from '../../../src/api/schema.js'
import { testDomain } from './testDriver.js'

const values = (params: unknown) =>
  Object.fromEntries((params as TypedParameter[]).map(({ field, value }) => [field, value]))
const text = (field: string, value: string): TypedParameter => ({ field, type: 'string', value })

t.test('the agent tells what it is asked for', async t => {
  const { call, dom } = await testDomain()
  const ask = async (types: number) =>
    values((await call(calls.domainGetGuestInfo, { dom, types, flags: 0 }))['params'])
  t.same(await ask(8), { hostname: 'testhost' })
  t.match(await ask(64), { 'if.count': 1, 'if.0.hwaddr': 'aa:bb:cc:dd:ee:ff', 'if.0.addr.0.addr': '192.168.122.3' })
  t.match(await ask(0), { 'fs.count': 2, 'fs.1.mountpoint': '/boot', 'fs.1.disk.0.alias': 'vda', 'user.count': 0 })
  await t.rejects(ask(128), { message: "invalid argument: unsupported guest information types '0x80'" })
})

t.test('keys of a user are set, added and taken away', async t => {
  const { call, dom } = await testDomain()
  const [APPEND, REMOVE] = [1, 2]
  const set = (keys: string[], flags: number) =>
    call(calls.domainAuthorizedSshKeysSet, { dom, user: 'ann', keys, flags })
  const get = async (user = 'ann') => (await call(calls.domainAuthorizedSshKeysGet, { dom, user, flags: 0 }))['keys']
  await set(['one', 'two'], 0)
  await set(['two', 'three'], APPEND)
  t.same(await get(), ['one', 'two', 'three'])
  await set(['one'], REMOVE)
  t.same(await get(), ['two', 'three'])
  await set(['four'], 0)
  t.same(await get(), ['four'])
  t.same(await get('bob'), [])
})

t.test('single vCPUs go off and on, and one stays', async t => {
  const { call, dom } = await testDomain()
  const set = (cpumap: string, state: number) => call(calls.domainSetVcpu, { dom, cpumap, state, flags: 0 })
  const online = async () => (await call(calls.domainGetVcpusFlags, { dom, flags: 0 }))['num']
  await set('0', 0)
  t.equal(await online(), 1)
  await t.rejects(set('1', 0), { code: 'INVALID_ARG' })
  await t.rejects(set('7', 1), { message: "invalid argument: vcpu '7' is not present in domain" })
  await t.rejects(set('0', 2), { message: 'invalid argument: unsupported state value' })
  await set('0', 1)
  t.equal(await online(), 2)
})

t.test('a guest is saved with parameters: to a file, or under its name', async t => {
  const { call, dom } = await testDomain()
  const save = (...params: TypedParameter[]) => call(calls.domainSaveParams, { dom, params, flags: 0 })
  const running = async () => (await call(calls.domainIsActive, { dom }))['active']
  await save(text('file', '/save'))
  t.equal(await running(), 0)
  await call(calls.domainRestoreParams, { params: [text('file', '/save')], flags: 0 })
  t.equal(await running(), 1)
  await save()
  t.same(await call(calls.domainHasManagedSaveImage, { dom, flags: 0 }), { result: 1 })
  await t.rejects(call(calls.domainRestoreParams, { params: [text('dxml', '<domain/>')], flags: 0 }), /missing path/)
  await t.rejects(save(text('colour', 'red')), { code: 'ARGUMENT_UNSUPPORTED' })
})

t.test('a saved guest does not come back under a name that another has taken', async t => {
  const { call, dom } = await testDomain()
  await call(calls.domainSave, { dom, to: '/save' })
  await call(calls.domainUndefineFlags, { dom, flags: 0 })
  const other = "<domain type='test'><name>test</name><memory>1024</memory><os><type>hvm</type></os></domain>"
  await call(calls.domainDefineXml, { xml: other })
  await t.rejects(call(calls.domainRestore, { from: '/save' }), { message: /domain 'test' already exists with uuid/ })
})

t.test('a saved guest’s document may change, but not be another guest’s', async t => {
  const { call, dom } = await testDomain()
  const define = (dxml: string) => call(calls.domainManagedSaveDefineXml, { dom, dxml, flags: 0 })
  const document = async () => String((await call(calls.domainManagedSaveGetXmlDesc, { dom, flags: 1 }))['xml'])
  await t.rejects(document(), { message: /does not have managed save image$/ })
  await call(calls.domainManagedSave, { dom, flags: 0 })
  const before = await document()
  await define(before.replace('<memory', '<title>kept</title><memory'))
  t.match(await document(), '<title>kept</title>')
  await t.rejects(define(before.replace('<name>test', '<name>other')), { code: 'INVALID_ARG' })
  await call(calls.domainCreate, { dom })
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 0 }))['xml'], '<title>kept</title>')
})

t.test('a guest sleeps as its definition lets it', async t => {
  const { call, dom, events } = await testDomain()
  const sleep = (target: number, duration = 0n) =>
    call(calls.domainPmSuspendForDuration, { dom, target, duration, flags: 0 })
  await t.rejects(sleep(0, 5n), { code: 'ARGUMENT_UNSUPPORTED' })
  await t.rejects(sleep(9), { code: 'INVALID_ARG' })
  await t.rejects(call(calls.domainPmWakeup, { dom, flags: 0 }), { message: /Unable to wake up domain in this state$/ })
  await sleep(1)
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 1 })
  t.ok(events.some(({ name }) => name === 'domainPmsuspendDiskEvent'))
  const { xml } = await call(calls.domainGetXmlDesc, { dom, flags: 0 })
  const without = String(xml).replace('<devices>', "<pm><suspend-to-mem enabled='no'/></pm><devices>")
  await call(calls.domainDefineXml, { xml: without })
  await call(calls.domainCreate, { dom })
  await t.rejects(sleep(0), { message: 'Requested operation is not valid: S3 state is disabled for this domain' })
})

t.test('a disk’s figures are told with names as well', async t => {
  const { call, dom } = await testDomain()
  const { params } = await call(calls.domainBlockStatsFlags, { dom, path: 'vda', nparams: 16, flags: 0 })
  const plain = await call(calls.domainBlockStats, { dom, path: 'vda' })
  t.match(Object.keys(values(params)), ['rd_operations', 'rd_bytes', 'wr_operations', 'wr_bytes'])
  t.ok(BigInt(String(values(params)['rd_bytes'])) <= BigInt(String(plain['rd_bytes'])))
})

t.test('autostart for one start is kept, and transient guests have none', async t => {
  const { call, dom } = await testDomain()
  await call(calls.domainSetAutostartOnce, { dom, autostart: 1 })
  t.same(await call(calls.domainGetAutostartOnce, { dom }), { autostart: 1 })
  await call(calls.domainUndefineFlags, { dom, flags: 0 })
  await t.rejects(call(calls.domainSetAutostartOnce, { dom, autostart: 1 }), { code: 'OPERATION_INVALID' })
})
