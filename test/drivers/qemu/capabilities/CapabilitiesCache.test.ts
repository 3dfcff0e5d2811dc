import t from 'tap'
import { LibvirtError } from '../../../../src/api/LibvirtError.js'
import { type CacheHost, CapabilitiesCache } from '../../../../src/drivers/qemu/capabilities/CapabilitiesCache.js'
import type { FileIdentity } from '../../../../src/host/identifyFile.js'

const emulator = '/usr/bin/qemu-system-x86_64'
const binary: FileIdentity = {
  device: 1n,
  inode: 2n,
  size: 3n,
  mtimeNs: 4_000_000_000n,
  ctimeNs: 5_000_000_000n,
  mode: 0o100755n,
  uid: 0n,
  gid: 0n,
}

/** A host of one emulator; what it is can be changed between questions. */
function fakeHost() {
  const files = new Map<string, string>()
  const state = { binary, kernel: '6.1', kvm: true, probes: 0, refuse: false }
  const host: CacheHost = {
    get kernel() {
      return state.kernel
    },
    files: {
      read: async path => files.get(path),
      replace: async (path, data) => void files.set(path, data.toString()),
      makeFolder: async () => {},
    },
    identify: async path => (path === emulator ? state.binary : undefined),
    kvmUsable: async () => state.kvm,
    async probe({ origin }) {
      state.probes++
      if (state.refuse) throw new LibvirtError('INTERNAL_ERROR', 'no QEMU')
      return { emulator, arch: 'x86_64', version: state.probes, flags: new Set(['kvm']), origin }
    },
  }
  return { host, state, files }
}

t.test('an emulator is asked once, whoever asks and however many daemons come and go', async t => {
  const { host, state } = fakeHost()
  const cache = new CapabilitiesCache('/cache', host)
  await Promise.all([cache.of(emulator), cache.of(emulator)])
  await cache.of(emulator)
  await new CapabilitiesCache('/cache', host).of(emulator)
  t.equal(state.probes, 1)
})

const changes: [string, (state: ReturnType<typeof fakeHost>['state']) => void][] = [
  ['the emulator was replaced', state => void (state.binary = { ...binary, inode: 9n })],
  ['the emulator was written to', state => void (state.binary = { ...binary, mtimeNs: 9n })],
  ['the emulator grew', state => void (state.binary = { ...binary, size: 9n })],
  ['another kernel runs', state => void (state.kernel = '6.2')],
  ['KVM went away', state => void (state.kvm = false)],
]
for (const [title, change] of changes) {
  t.test(`an emulator is asked again when ${title}`, async t => {
    const { host, state } = fakeHost()
    const cache = new CapabilitiesCache('/cache', host)
    await cache.of(emulator)
    change(state)
    t.equal((await cache.of(emulator)).version, 2)
    t.equal((await new CapabilitiesCache('/cache', host).of(emulator)).version, 2)
  })
}

t.test('a damaged cache file is replaced by asking again', async t => {
  const { host, state, files } = fakeHost()
  await new CapabilitiesCache('/cache', host).of(emulator)
  for (const [path, text] of files) files.set(path, text.slice(0, 40))
  await new CapabilitiesCache('/cache', host).of(emulator)
  await new CapabilitiesCache('/cache', host).of(emulator)
  t.equal(state.probes, 2)
})

t.test('a failure is not remembered', async t => {
  const { host, state } = fakeHost()
  const cache = new CapabilitiesCache('/cache', host)
  state.refuse = true
  await t.rejects(cache.of(emulator), { message: /no QEMU/ })
  state.refuse = false
  t.equal((await cache.of(emulator)).version, 2)
})

t.test('an emulator that is not there is named', async t => {
  await t.rejects(new CapabilitiesCache('/cache', fakeHost().host).of('/opt/qemu'), {
    code: 'SYSTEM_ERROR',
    message: 'Cannot check QEMU binary /opt/qemu: No such file or directory',
  })
})
