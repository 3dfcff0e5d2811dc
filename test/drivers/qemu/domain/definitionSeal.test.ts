import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import * as calls from '../../../../src/api/calls/index.js'
import { CapabilitiesCache } from '../../../../src/drivers/qemu/capabilities/CapabilitiesCache.js'
import { definitionSeal } from '../../../../src/drivers/qemu/domain/definitionSeal.js'
import { systemEmulators } from '../../../../src/drivers/qemu/systemEmulators.js'
import { openSeal, seal } from '../../../../src/drivers/seal.js'
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

const emulator = '/usr/bin/qemu-system-x86_64'

/** The surroundings of an emulator on a machine that can be changed. */
function machine() {
  const state = { size: 3n, kernel: '6.1', nvramDirectory: '/nvram', features: ['secure-boot'] }
  const cache = new CapabilitiesCache('/cache', {
    get kernel() {
      return state.kernel
    },
    files: { read: async () => undefined, replace: async () => {}, makeFolder: async () => {} },
    identify: async path =>
      path === emulator
        ? { device: 1n, inode: 2n, size: state.size, mtimeNs: 4n, ctimeNs: 5n, mode: 0o100755n, uid: 0n, gid: 0n }
        : undefined,
    kvmUsable: async () => true,
    probe: async () => {
      throw new Error('nobody should ask the emulator')
    },
  })
  const emulators = systemEmulators(cache, systemRandom, '/usr/bin', () => ({
    firmwares: [
      {
        interfaces: ['uefi'],
        targets: [],
        features: new Set(state.features),
        mapping: { device: 'memory', path: '/firmware' },
      },
    ],
    nvramDirectory: state.nvramDirectory,
    libDirectory: '/lib',
    channelTargetDirectory: '/channel',
    audio: { vncAllowHostAudio: false, nographicsAllowHostAudio: false, hostDriver: undefined },
    host: { isPcie: () => undefined, isHostdevNetwork: () => undefined },
  }))
  return { state, surroundings: () => emulators.surroundings(emulator), missing: () => emulators.surroundings('/else') }
}

const changes: readonly (readonly [what: string, change: (state: ReturnType<typeof machine>['state']) => void])[] = [
  ['another QEMU', state => void (state.size = 9n)],
  ['another kernel', state => void (state.kernel = '6.2')],
  ['another setting', state => void (state.nvramDirectory = '/else')],
  ['firmware that can do something else', state => void (state.features = [])],
]
for (const [what, change] of changes) {
  t.test(`${what} makes other surroundings`, async t => {
    const { state, surroundings } = machine()
    const before = await surroundings()
    t.type(before, 'string')
    t.equal(await surroundings(), before)
    change(state)
    t.not(await surroundings(), before)
    t.type(await surroundings(), 'string')
  })
}

t.test('a seal is for one program, and without a known program or emulator there is none', async t => {
  t.not(definitionSeal('one', 'here'), definitionSeal('two', 'here'))
  t.not(definitionSeal('one', 'here'), definitionSeal('one', 'there'))
  t.equal(definitionSeal(undefined, 'here'), undefined)
  t.equal(definitionSeal('one', await machine().missing()), undefined)
})
