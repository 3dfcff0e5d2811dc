import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { findUser } from '../../../src/host/findUser.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

const isRoot = process.getuid?.() === 0
const root = isRoot ? {} : { skip: 'only root may run QEMU as another user' }

const disk = (path: string) =>
  `<disk type='file'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk>`
const qemuArguments = (...words: string[]) =>
  `<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>${words
    .map(word => `<qemu:arg value='${word}'/>`)
    .join('')}</qemu:commandline>`

t.test('a missing image is named, and the failed start leaves nothing behind', async t => {
  const { call, define, directories, told, root } = await qemuHost(t)
  const path = join(root, 'missing.img')
  const dom = await define(guestXml({ devices: disk(path) }))
  await t.rejects(call(calls.domainCreate, { dom }), {
    code: 'SYSTEM_ERROR',
    errno: 2,
    message: `Cannot access storage file '${path}': No such file or directory`,
  })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 0 })
  t.same(readdirSync(directories.qemuState), ['autostarted', 'channel'])
  t.same(told, ['added', 'lifecycle 0 0'])
})

t.test('an image out of reach is refused with the folder in the way and the command that opens it', root, async t => {
  const host = await qemuHost(t, { privileged: true })
  const user = (await findUser('libvirt-qemu')) ?? (await findUser('qemu'))
  if (!user) throw new Error('this host has no user for QEMU')
  const closed = join(host.root, "ann's")
  mkdirSync(closed, { mode: 0o700 })
  const path = join(closed, 'disk.img')
  writeFileSync(path, Buffer.alloc(4096))
  chmodSync(host.root, 0o755)
  const dom = await host.define(guestXml({ devices: disk(path.replace("'", '&apos;')) }))
  await t.rejects(host.call(calls.domainCreate, { dom }), {
    code: 'SYSTEM_ERROR',
    errno: 13,
    text: `Cannot access storage file '${path}' (as uid:${user.uid}, gid:${user.gid}): Permission denied`,
    hint: `User ${user.uid} may not search ${closed}. Move the file to a storage pool, or: setfacl -m u:${user.uid}:x '${closed.replace("'", String.raw`'\''`)}'`,
  })
})

t.test('an image is lent to the user of QEMU and given back', root, async t => {
  const { call, define, root: folder } = await qemuHost(t, { privileged: true })
  chmodSync(folder, 0o755)
  const path = join(folder, 'disk.img')
  writeFileSync(path, Buffer.alloc(1 << 20), { mode: 0o600 })
  chownSync(path, 7, 8)
  const dom = await define(guestXml({ devices: disk(path) }))
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  t.not(statSync(path).uid, 7)
  await call(calls.domainDestroy, { dom })
  t.match(statSync(path), { uid: 7, gid: 8 })
})

t.test('a QEMU that gives up says why, and the domain is off', async t => {
  const { call, define, directories, told } = await qemuHost(t)
  const dom = await define(guestXml({ more: qemuArguments('-drive', 'if=none,file=/nonexistent.img,format=raw') }))
  await t.rejects(call(calls.domainCreate, { dom }), {
    code: 'INTERNAL_ERROR',
    message: /process exited while connecting to monitor: .*Could not open '\/nonexistent.img': No such file/,
  })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 6 })
  t.same(readdirSync(directories.qemuState), ['autostarted', 'channel'])
  t.same(readdirSync(directories.qemuLib), [])
  t.same(told.at(-2), 'lifecycle 5 5')
  t.match(
    readFileSync(join(directories.qemuLog, 'web1.log'), 'utf8'),
    /nonexistent.img[^]*shutting down, reason=failed/,
  )
})

t.test('a transient guest that cannot be started is not there afterwards', async t => {
  const { call, told } = await qemuHost(t)
  const xml = guestXml({ more: qemuArguments('-nonsense') })
  await t.rejects(call(calls.domainCreateXml, { xml_desc: xml, flags: 0 }), /invalid option/)
  t.same((await call(calls.connectListAllDomains, { need_results: 1, flags: 0 })).domains, [])
  t.equal(told.at(-1), 'removed')
})

t.test('a stopped QEMU is said to hang, queries go on, and it can be destroyed at once', async t => {
  const { call, define } = await qemuHost(t, { timeouts: { monitor: 200 } })
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  const pid = pidOf(dom.uuid)
  process.kill(pid, 'SIGSTOP')
  const hung = { code: 'OPERATION_TIMEOUT', message: /QEMU of guest 'web1' has not answered 'stop' for/ }
  await t.rejects(call(calls.domainSuspend, { dom }), hung)
  await t.rejects(call(calls.domainSuspend, { dom }), hung)
  t.match(await call(calls.domainGetControlInfo, { dom, flags: 0 }), { state: 3, details: 2 })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  const before = performance.now()
  await call(calls.domainDestroy, { dom })
  t.ok(performance.now() - before < 2000)
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 2 })
})

t.test('a start that waits for a QEMU which does not answer can be interrupted', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  const starting = call(calls.domainCreate, { dom })
  starting.catch(() => {})
  const pid = await appeared(dom.uuid)
  process.kill(pid, 'SIGSTOP')
  await t.rejects(call(calls.domainSetAutostart, { dom, autostart: 1 }, { signal: AbortSignal.timeout(50) }))
  await call(calls.domainDestroy, { dom })
  await t.rejects(starting, { code: 'OPERATION_ABORTED' })
  t.same(await call(calls.domainIsActive, { dom }), { active: 0 })
})

t.test('a guest whose QEMU is killed has crashed', async t => {
  const { call, define, heard } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  process.kill(pidOf(dom.uuid), 'SIGKILL')
  await heard('lifecycle 5 5')
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 3 })
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 3, reason: 1 })
})

t.test('a full disk refuses a definition and keeps the former one', root, async t => {
  const { call, define, directories } = await qemuHost(t)
  mkdirSync(directories.qemuConfig, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', directories.qemuConfig])
  t.teardown(() => execFileSync('umount', ['-l', directories.qemuConfig]))
  const dom = await define(guestXml({ more: '<title>first</title>' }))
  const long = guestXml({ more: `<uuid>${dom.uuid}</uuid><description>${'x'.repeat(20_000)}</description>` })
  await t.rejects(define(long), { code: 'SYSTEM_ERROR', errno: 28, message: /No space left on device/ })
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml, '<title>first</title>')
  t.match(readFileSync(join(directories.qemuConfig, 'web1.xml'), 'utf8'), '<title>first</title>')
})

const unserved = [
  ['interface', "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>", /interfaces of type 'vdpa'/],
  [
    'disk',
    "<disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>",
    /disk 'vda' needs disks of type/,
  ],
] as const
for (const [what, devices, message] of unserved) {
  t.test(`a ${what} that cannot be served is refused before anything is done`, async t => {
    const { call, define, directories } = await qemuHost(t)
    const dom = await define(guestXml({ devices }))
    await t.rejects(call(calls.domainCreate, { dom }), { code: 'CONFIG_UNSUPPORTED', message })
    t.same(readdirSync(directories.qemuLib), [])
  })
}

/** Process that runs a guest. */
function pidOf(uuid: string): number {
  const pids = execFileSync('pgrep', ['-f', `^/usr/bin/qemu-system.*${uuid}`], { encoding: 'utf8' })
  return Number(pids.trim().split('\n')[0])
}

async function appeared(uuid: string): Promise<number> {
  for (;;) {
    try {
      return pidOf(uuid)
    } catch {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
}
