import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { processesWhere } from '../../../src/host/commandLines.js'
import { guestXml } from './guestXml.js'
import { type QemuHost, qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

const lifecycle = ({ told }: QemuHost) => told.filter(notice => notice.startsWith('lifecycle'))
const qemusOf = (uuid: string) => processesWhere(words => words.includes(uuid) && words.includes('-uuid'))

t.test('a driver that comes back finds its guest as it was: id, state, console, shutdown', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  const running = (await host.call(calls.domainLookupByName, { name: 'web1' })).dom.reference
  const again = await host.restart()
  t.same((await again.call(calls.domainLookupById, { id: running.id })).dom.reference, running)
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  const tty = await again.console(dom)
  tty.type('\n')
  await tty.shown('guest# ')
  await again.call(calls.domainShutdown, { dom })
  await again.heard('lifecycle 5 0')
  await again.call(calls.domainCreateWithFlags, { dom, flags: 1 })
  t.equal((await again.call(calls.domainLookupByName, { name: 'web1' })).dom.reference.id, running.id + 1)
})

t.test('a paused guest is still paused, and a transient one still there', async t => {
  const host = await qemuHost(t)
  const { dom } = await host.call(calls.domainCreateXml, { xml_desc: guestXml(), flags: 1 })
  const again = await host.restart()
  t.same(await again.call(calls.domainGetState, { dom: dom.reference, flags: 0 }), { state: 3, reason: 1 })
  t.same(await again.call(calls.domainIsPersistent, { dom: dom.reference }), { persistent: 0 })
  await again.call(calls.domainDestroy, { dom: dom.reference })
  t.same((await again.call(calls.connectListAllDomains, { need_results: 1, flags: 0 })).domains, [])
})

t.test('a guest that was killed while the driver was away has crashed, and nothing of it is left', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  await host.driver.stop?.()
  const [pid = 0] = await qemusOf(dom.uuid)
  process.kill(pid, 'SIGKILL')
  const again = await host.restart()
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 3 })
  t.same(lifecycle(again), ['lifecycle 5 5'])
  t.same(readdirSync(again.directories.qemuLib), [])
  t.notOk(existsSync(join(again.directories.qemuState, 'web1.xml')))
})

t.test('a pid that belongs to another process now is not taken for the guest', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  await host.driver.stop?.()
  const [pid = 0] = await qemusOf(dom.uuid)
  process.kill(pid, 'SIGKILL')
  const status = join(host.directories.qemuState, 'web1.xml')
  writeFileSync(status, readFileSync(status, 'utf8').replace(`pid='${pid}'`, `pid='${process.pid}'`))
  const again = await host.restart()
  t.same(await again.call(calls.domainIsActive, { dom }), { active: 0 })
})

t.test('a damaged state file is set aside, and the other guests are not affected', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreateWithFlags, { dom, flags: 1 })
  writeFileSync(join(host.directories.qemuState, 'broken.xml'), "<domstatus state='running'")
  const again = await host.restart()
  t.same(await again.call(calls.domainIsActive, { dom }), { active: 1 })
  t.equal(readFileSync(join(again.directories.qemuState, 'broken.xml.damaged'), 'utf8'), "<domstatus state='running'")
})

t.test('a guest whose own state file is damaged is found by its process', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  await host.driver.stop?.()
  writeFileSync(join(host.directories.qemuState, 'web1.xml'), 'x')
  const again = await host.restart()
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 0 })
  await again.call(calls.domainSuspend, { dom })
  await again.call(calls.domainDestroy, { dom })
  t.same(await qemusOf(dom.uuid), [])
})

t.test('a driver killed at any moment of a start comes back to a guest that runs or to none', async t => {
  for (const delay of [0, 5, 15, 30, 60, 120]) {
    const host = await qemuHost(t)
    const dom = await host.define(guestXml())
    await host.driver.stop?.()
    await killDuringStart(t, host, delay)
    const again = await host.restart()
    const { active } = await again.call(calls.domainIsActive, { dom })
    const qemus = await qemusOf(dom.uuid)
    t.equal(qemus.length, active, `killed after ${delay} ms: what is listed is what runs`)
    if (active === 0) t.same(readdirSync(again.directories.qemuLib), [])
    else await again.call(calls.domainDestroy, { dom })
    await again.call(calls.domainCreateWithFlags, { dom, flags: 1 })
    await again.call(calls.domainDestroy, { dom })
  }
})

t.test('guests outlive a driver that is killed', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.driver.stop?.()
  const child = spawnDriver(host, ['web1'])
  await said(child, 'started web1')
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.equal((await qemusOf(dom.uuid)).length, 1)
  const again = await host.restart()
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
})

t.test("libvirt's own record of a guest is taken over", async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  await host.driver.stop?.()
  const status = join(host.directories.qemuState, 'web1.xml')
  const text = readFileSync(status, 'utf8')
  writeFileSync(status, text.replace(/ *<virtbus:guest[^>]*?(\/>|>[^]*?<\/virtbus:guest>)\n/, ''))
  const again = await host.restart()
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  await again.call(calls.domainSuspend, { dom })
})

function spawnDriver({ root }: QemuHost, names: readonly string[]) {
  const script = fileURLToPath(new URL('./driverProcess.js', import.meta.url))
  return spawn(process.execPath, [script, root, ...names], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function said(child: ReturnType<typeof spawnDriver>, line: string): Promise<void> {
  let text = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      text += String(chunk)
      if (text.includes(`${line}\n`)) resolve()
    })
    child.once('exit', () => reject(new Error(`never said: ${line}; said: ${text}`)))
  })
}

/** Kills a driver some milliseconds after it began to start the guest. */
async function killDuringStart(t: Test, host: QemuHost, delay: number): Promise<void> {
  const child = spawnDriver(host, ['web1'])
  t.teardown(() => child.kill('SIGKILL'))
  await said(child, 'ready')
  await new Promise(resolve => setTimeout(resolve, delay))
  child.kill('SIGKILL')
  await once(child, 'exit')
}

t.test(
  'a driver that comes back to a QEMU that hangs is there at once, and knows the guest again when it answers',
  async t => {
    const host = await qemuHost(t, { timeouts: { monitor: 300, retry: 100 } })
    const dom = await host.define(guestXml())
    await host.call(calls.domainCreate, { dom })
    const [pid = 0] = await qemusOf(dom.uuid)
    process.kill(pid, 'SIGSTOP')
    const before = performance.now()
    const again = await host.restart()
    t.ok(performance.now() - before < 5000)
    t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
    await t.rejects(again.call(calls.domainSuspend, { dom }), /QEMU of guest 'web1' is not connected/)
    process.kill(pid, 'SIGCONT')
    await again.heard('changed domainGetState,domainGetInfo,domainGetControlInfo')
    await again.call(calls.domainSuspend, { dom })
    t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 3, reason: 1 })
  },
)
