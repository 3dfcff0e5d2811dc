import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { connectBaselineCPUFlags } from '../../../src/api/enums/host.js'
import { inProcess } from '../../contract/ContractClient.js'
import { testDriver } from './testDriver.js'

const client = () => inProcess(testDriver())

t.test('capabilities tell of the pretended machine what the other calls tell', async t => {
  const { call } = client()
  const capabilities = String((await call(calls.connectGetCapabilities, {}))['capabilities'])
  const node = await call(calls.nodeGetInfo, {})
  t.match(capabilities, `<arch>${String(node['model'])}</arch>`)
  t.match(capabilities, `<cells num='${String(node['nodes'])}'>`)
  const memory = [...capabilities.matchAll(/<memory unit='KiB'>(\d+)</g)].reduce(
    (sum, [, size]) => sum + BigInt(size ?? 0),
    0n,
  )
  t.equal(memory, node['memory'])
  t.equal(capabilities.match(/<cpu id=/g)?.length, node['cpus'])
  t.match(capabilities, "<domain type='test'/>")
})

t.test('free pages are counted by size and cell', async t => {
  const { call } = client()
  const pages = async (sizes: number[], startCell: number, cellCount: number) =>
    (await call(calls.nodeGetFreePages, { pages: sizes, startCell, cellCount, flags: 0 }))['counts']
  const { freeMem } = await call(calls.nodeGetFreeMemory, {})
  const [first, second, third, fourth] = (await pages([4, 2048], 0, 2)) as bigint[]
  t.equal(((first ?? 0n) + (third ?? 0n)) * 4096n, freeMem)
  t.same([second, fourth], [0n, 0n])
  await t.rejects(pages([4], 1, 2), { code: 'INVALID_ARG' })
  await t.rejects(pages([5], 0, 1), { code: 'INVALID_ARG' })
})

t.test('CPU models are listed, and reduced to what all of them have', async t => {
  const { call } = client()
  const { models, ret } = await call(calls.connectGetCpuModelNames, { arch: 'x86_64', need_results: 1, flags: 0 })
  t.ok((models as string[]).includes('Haswell'))
  t.equal(ret, (models as string[]).length)
  await t.rejects(call(calls.connectGetCpuModelNames, { arch: 'pdp11', need_results: 1, flags: 0 }), {
    code: 'INVALID_ARG',
  })
  const cpu = (model: string) => `<cpu><arch>x86_64</arch><model>${model}</model></cpu>`
  const xmlCPUs = [cpu('Haswell'), cpu('Nehalem')]
  const baseline = await call(calls.connectBaselineCpu, { xmlCPUs, flags: 0 })
  t.match(baseline, { cpu: /<model fallback='allow'>Nehalem<\/model>/ })
  t.notMatch(baseline, { cpu: /name='sse2'/ })
  const expanded = await call(calls.connectBaselineCpu, { xmlCPUs, flags: connectBaselineCPUFlags.EXPAND_FEATURES })
  t.match(expanded, { cpu: /<feature policy='require' name='sse2'\/>/ })
})

t.test('the machine can have pools of every type', async t => {
  const { call } = inProcess(testDriver())
  const { capabilities } = await call(calls.connectGetStoragePoolCapabilities, { flags: 0 })
  t.match(capabilities, "<pool type='vstorage' supported='yes'>")
  t.notMatch(capabilities, "supported='no'")
})
