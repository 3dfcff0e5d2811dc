import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import * as calls from '../../../../src/api/calls/index.js'
import { definitionSeal } from '../../../../src/drivers/qemu/domain/definitionSeal.js'
import { openSeal, seal } from '../../../../src/drivers/seal.js'
import type { QemuContext } from '../../../../src/model/domain/DomainContext.js'
import { guestXml } from '../guestXml.js'
import { qemuHost, type QemuHost } from '../qemuHost.js'

const show = async ({ call }: QemuHost, flags = 0) => {
  const { dom } = await call(calls.domainLookupByName, { name: 'web1' })
  return (await call(calls.domainGetXmlDesc, { dom: dom.reference, flags })).xml
}
const fileOf = ({ directories }: QemuHost) => join(directories.qemuConfig, 'web1.xml')
const inFile = (host: QemuHost) => {
  const text = readFileSync(fileOf(host), 'utf8')
  return { text, ...openSeal(text.slice(text.indexOf('\n') + 1)) }
}

t.test('after a restart a definition reads as before, changed by hand or not', async t => {
  const host = await qemuHost(t, { program: 'one' })
  await host.define(guestXml())
  const before = await show(host)
  const { text, document } = inFile(host)
  t.equal(document, before)
  t.not(document, text.slice(text.indexOf('\n') + 1), 'it is sealed')
  const again = await host.restart()
  t.equal(await show(again), before)
  writeFileSync(fileOf(host), text.replace("<vcpu placement='static'>1<", "<vcpu  placement='static'>3<"))
  t.match(await show(await again.restart()), "<vcpu placement='static'>3</vcpu>")
})

t.test('what another program has sealed is read anew', async t => {
  const host = await qemuHost(t, { program: 'one' })
  await host.define(guestXml())
  const { text, document } = inFile(host)
  // As a text that another release writes differently.
  const [warning] = text.split('\n')
  const other = document.replace('<on_crash>destroy</on_crash>', '<on_crash >destroy</on_crash>')
  t.not(other, document)
  writeFileSync(fileOf(host), `${warning}\n${seal(other, 'another program, anywhere')}`)
  t.equal(await show(await host.restart()), document)
})

t.test('a definition with a password is not sealed, and its password is not shown after a restart', async t => {
  const host = await qemuHost(t, { program: 'one' })
  await host.define(guestXml({ devices: "<graphics type='vnc' port='-1' autoport='yes' passwd='secret'/>" }))
  const { text, document } = inFile(host)
  t.equal(document, text.slice(text.indexOf('\n') + 1), 'no seal')
  const again = await host.restart()
  t.notMatch(await show(again), 'secret')
  t.match(await show(again, 1), 'secret')
})

const qemu: QemuContext = {
  defaultEmulator: () => '/qemu',
  capabilities: emulator =>
    emulator === '/qemu'
      ? {
          emulator,
          arch: 'x86_64',
          version: 7002000,
          flags: new Set(['a']),
          origin: { qemuCtime: 1, selfCtime: 0, selfVersion: 1, microcodeVersion: 1 },
        }
      : undefined,
  firmwares: [],
  nvramDirectory: '/nvram',
  libDirectory: '/lib',
  channelTargetDirectory: '/channel',
  audio: { vncAllowHostAudio: false, nographicsAllowHostAudio: false, hostDriver: undefined },
  host: { isPcie: () => undefined, isHostdevNetwork: () => undefined },
}
const reading = { random: systemRandom, hostArch: 'x86_64', qemu }
const conditions = definitionSeal('one', reading, '/qemu')

t.test('the same surroundings give the same conditions', async t => {
  t.type(conditions, 'string')
  t.equal(definitionSeal('one', { ...reading, qemu: { ...qemu } }, '/qemu'), conditions)
})

const newer = { ...qemu.capabilities('/qemu'), version: 8000000 }
const others: readonly (readonly [what: string, other: string | undefined])[] = [
  ['program', definitionSeal('two', reading, '/qemu')],
  ['architecture', definitionSeal('one', { ...reading, hostArch: 'aarch64' }, '/qemu')],
  ['settings', definitionSeal('one', { ...reading, qemu: { ...qemu, nvramDirectory: '/else' } }, '/qemu')],
  [
    'release of QEMU',
    definitionSeal(
      'one',
      {
        ...reading,
        qemu: {
          ...qemu,
          capabilities: () => ({
            emulator: '/qemu',
            arch: 'x86_64',
            flags: new Set<string>(),
            origin: { qemuCtime: 2, selfCtime: 0, selfVersion: 1, microcodeVersion: 1 },
            ...newer,
          }),
        },
      },
      '/qemu',
    ),
  ],
]
for (const [what, other] of others) {
  t.test(`another ${what} makes other conditions`, async t => {
    t.type(other, 'string')
    t.not(other, conditions)
  })
}

t.test('without a known program or emulator nothing is sealed', async t => {
  t.equal(definitionSeal(undefined, reading, '/qemu'), undefined)
  t.equal(definitionSeal('one', reading, '/missing'), undefined)
  t.equal(definitionSeal('one', reading, undefined), undefined)
})
