import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainModificationImpact } from '../../../src/api/enums/domain.js'
import type { References, TypedParameter } from '../../../src/api/schema.js'
import { inProcess } from '../../contract/ContractClient.js'
import { testDriver } from './testDriver.js'

const { CONFIG } = domainModificationImpact

async function testDomain() {
  const { call } = inProcess(testDriver())
  const { dom } = await call(calls.domainLookupByName, { name: 'test' })
  return { call, dom: dom as References['domain'] }
}
const values = (params: unknown) =>
  Object.fromEntries((params as TypedParameter[]).map(({ field, value }) => [field, value]))
const limit = (field: string, value: bigint): TypedParameter => ({ field, type: 'ullong', value })

t.test('limits on a disk are kept where they were asked for; those of both ways replace those of each', async t => {
  const { call, dom } = await testDomain()
  const set = (flags: number, ...params: TypedParameter[]) =>
    call(calls.domainSetBlockIoTune, { dom, disk: 'vda', params, flags })
  const get = async (flags: number) =>
    values((await call(calls.domainGetBlockIoTune, { dom, disk: 'vda', nparams: 32, flags }))['params'])
  await set(0, limit('read_bytes_sec', 1000n), limit('write_iops_sec', 7n))
  t.match(await get(0), { read_bytes_sec: 1000n, write_iops_sec: 7n, total_bytes_sec: 0n, group_name: '' })
  t.match(await get(CONFIG), { read_bytes_sec: 0n })
  await set(0, limit('total_bytes_sec', 4000n))
  t.match(await get(0), { total_bytes_sec: 4000n, read_bytes_sec: 0n, write_iops_sec: 7n })
  await t.rejects(set(0, limit('total_bytes_sec', 1n), limit('read_bytes_sec', 1n)), { code: 'XML_ERROR' })
  await t.rejects(set(0, limit('bytes', 1n)), { code: 'ARGUMENT_UNSUPPORTED' })
  await t.rejects(call(calls.domainGetBlockIoTune, { dom, disk: 'vdz', nparams: 32, flags: 0 }), {
    code: 'INVALID_ARG',
  })
  t.match(await get(0), { total_bytes_sec: 4000n })
})

t.test('performance counters are turned on by name', async t => {
  const { call, dom } = await testDomain()
  const set = (field: string, value: boolean) =>
    call(calls.domainSetPerfEvents, { dom, params: [{ field, type: 'boolean', value }], flags: 0 })
  const get = async () => values((await call(calls.domainGetPerfEvents, { dom, flags: 0 }))['params'])
  t.notOk(Object.values(await get()).some(Boolean))
  await set('page_faults', true)
  t.match(await get(), { page_faults: true, cmt: false })
  await t.rejects(set('no_such_event', true), { code: 'ARGUMENT_UNSUPPORTED' })
})

t.test('CPU time of a domain is told as a whole and by CPU', async t => {
  const { call, dom } = await testDomain()
  const ask = (start_cpu: number, ncpus: number, nparams: number) =>
    call(calls.domainGetCpuStats, { dom, start_cpu, ncpus, nparams, flags: 0 })
  t.match(await ask(0, 0, 0), { params: [], nparams: 2 })
  t.match(await ask(0, 1, 0), { params: [], nparams: 2 })
  const { params: each } = await ask(0, 2, 2)
  t.same(
    (each as TypedParameter[]).map(({ field }) => field),
    ['cpu_time', 'vcpu_time', 'cpu_time', 'vcpu_time'],
  )
  t.same(Object.keys(values((await ask(-1, 1, 3))['params'])), ['cpu_time', 'user_time', 'system_time'])
  await t.rejects(ask(2, 1, 2), { code: 'INVALID_ARG' })
})

t.test('a disk tells its size', async t => {
  const { call, dom } = await testDomain()
  const size = 1n << 40n
  t.match(await call(calls.domainGetBlockInfo, { dom, path: 'vda', flags: 0 }), { capacity: size, allocation: size })
  await t.rejects(call(calls.domainGetBlockInfo, { dom, path: 'vdz', flags: 0 }), { code: 'INVALID_ARG' })
})

t.test('memory that cannot be counted is refused', async t => {
  const { call, dom } = await testDomain()
  const set = (memory: bigint) => call(calls.domainSetMemoryFlags, { dom, memory, flags: CONFIG | 4 })
  await t.rejects(set(0n), { code: 'INVALID_ARG' })
  await t.rejects(set(2n ** 64n - 1n), { code: 'OVERFLOW' })
  await set(2n ** 53n - 1n)
})

t.test('a throttle group is made, changed and deleted, but not while a disk is in it', async t => {
  const { call, dom } = await testDomain()
  const set = (group: string, ...params: TypedParameter[]) =>
    call(calls.domainSetThrottleGroup, { dom, group, params, flags: 0 })
  const remove = (group: string) => call(calls.domainDelThrottleGroup, { dom, group, flags: 0 })
  const xml = async () => String((await call(calls.domainGetXmlDesc, { dom, flags: 0 }))['xml'])
  await set('slow', limit('total_bytes_sec', 1000n))
  await set('slow', limit('total_iops_sec', 7n))
  t.match(
    await xml(),
    /<total_bytes_sec>1000<\/total_bytes_sec>\s*<total_iops_sec>7<\/total_iops_sec>\s*<group_name>slow</,
  )
  await remove('slow')
  t.notMatch(await xml(), 'throttlegroup')
  await t.rejects(remove('slow'), { code: 'INVALID_ARG' })
  await set('busy', limit('total_bytes_sec', 1000n))
  const disk = `<disk type='file'><source file='/b'/><target dev='vdb' bus='virtio'/>
    <throttlefilters><throttlefilter group='busy'/></throttlefilters></disk>`
  await call(calls.domainAttachDeviceFlags, { dom, xml: disk, flags: 1 })
  await t.rejects(remove('busy'), {
    message: "Requested operation is not valid: throttle group 'busy' is used by disk 'vdb'",
  })
})

t.test('memory never measured has nothing to tell', async t => {
  const { call, dom } = await testDomain()
  t.same(await call(calls.domainGetLaunchSecurityInfo, { dom, flags: 0 }), { params: [] })
})
