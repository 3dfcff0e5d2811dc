import { existsSync } from 'node:fs'
import t from 'tap'
import * as calls from '../../../../src/api/calls/index.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'
import { qemuHost } from '../qemuHost.js'

const emulator = '/usr/bin/qemu-system-x86_64'
const skip = !existsSync(emulator) && `${emulator} is not installed`
const guestCpu = (model: string) => `<cpu match='minimum'><model>${model}</model></cpu>`
const hostCpu = (model: string) => `<cpu><arch>x86_64</arch><model>${model}</model></cpu>`
const unsaid = { emulatorbin: undefined, arch: undefined, machine: undefined, virttype: undefined, flags: 0 }
const anyEmulator = { emulator: undefined, arch: undefined, machine: undefined, virttype: 'qemu', flags: 0 }

t.test('capabilities name this host and the guests its emulators run', { skip }, async t => {
  const host = await qemuHost(t)
  const { capabilities } = await host.call(calls.connectGetCapabilities, {})
  const document = parseXml(capabilities)
  t.ok(document.descend('host', 'topology', 'cells', 'cell', 'cpus', 'cpu'))
  t.equal(document.descend('host', 'cpu', 'arch')?.text, process.arch === 'x64' ? 'x86_64' : process.arch)
  const guest = document.elements('guest').find(element => element.child('arch')?.attribute('name') === 'x86_64')
  t.ok(
    guest
      ?.child('arch')
      ?.elements('machine')
      .some(({ text }) => text === 'q35'),
  )
})

t.test('domain capabilities are those of the machine asked for', { skip }, async t => {
  const host = await qemuHost(t)
  const asked = { ...unsaid, machine: 'q35', virttype: 'qemu' }
  const { capabilities } = await host.call(calls.connectGetDomainCapabilities, asked)
  const document = parseXml(capabilities)
  t.match(document.child('machine')?.text, /^pc-q35-/)
  t.equal(document.child('path')?.text, emulator)
  t.equal(document.child('domain')?.text, 'qemu')
})

const refusals: [{ [key in 'emulatorbin' | 'arch' | 'machine' | 'virttype']?: string }, RegExp][] = [
  [{ virttype: 'xen' }, /unknown virttype: xen/],
  [{ arch: 'pdp11' }, /unknown architecture: pdp11/],
  [{ arch: 'lm32' }, /unable to find any emulator to serve 'lm32' architecture/],
  [{ machine: 'toaster' }, /the machine 'toaster' is not supported by emulator/],
  [
    { emulatorbin: emulator, arch: 's390x' },
    /architecture from emulator 'x86_64' doesn't match given architecture 's390x'/,
  ],
]
for (const [asked, message] of refusals) {
  t.test(`a question about ${JSON.stringify(asked)} is refused`, { skip }, async t => {
    const host = await qemuHost(t)
    await t.rejects(host.call(calls.connectGetDomainCapabilities, { ...unsaid, ...asked }), { message })
  })
}

t.test('a CPU is compared with what the emulator can give', { skip }, async t => {
  const host = await qemuHost(t)
  const compare = (model: string, flags = 0) =>
    host.call(calls.connectCompareHypervisorCpu, { ...anyEmulator, xmlCPU: guestCpu(model), flags })
  t.same(await compare('qemu64'), { result: 2 })
  t.same(await compare('SapphireRapids'), { result: 0 })
  await t.rejects(compare('SapphireRapids', 1), { message: /does not provide required features/ })
})

t.test('baselines are computed with and without an emulator', { skip }, async t => {
  const host = await qemuHost(t)
  const xmlCPUs = ['Westmere', 'Nehalem'].map(hostCpu)
  t.match((await host.call(calls.connectBaselineCpu, { xmlCPUs, flags: 0 })).cpu, />Nehalem</)
  t.match((await host.call(calls.connectBaselineCpu, { xmlCPUs, flags: 1 })).cpu, /name='sse4.2'/)
  const { cpu } = await host.call(calls.connectBaselineHypervisorCpu, { ...anyEmulator, xmlCPUs })
  t.match(cpu, /fallback='forbid'/)
})

t.test('the models of an architecture are counted, or named on demand', async t => {
  const host = await qemuHost(t)
  const ask = (arch: string, need_results: number) =>
    host.call(calls.connectGetCpuModelNames, { arch, need_results, flags: 0 })
  const { models, ret } = await ask('x86_64', 1)
  t.ok(models.includes('EPYC-Genoa'))
  t.same(await ask('x86_64', 0), { models: [], ret })
  await t.rejects(async () => ask('pdp11', 1), { message: /cannot find architecture pdp11/ })
})
