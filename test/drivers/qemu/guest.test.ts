// What a running guest offers besides its life and death.
import { connect } from 'node:net'
import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

t.test('the live document has aliases and the terminal; the inactive one has neither', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const live = (await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml
  t.match(live, /<domain type='\w+' id='1'/)
  t.match(live, /<serial type='pty'>\s*<source path='\/dev\/pts\/\d+'\/>[^]*<alias name='serial0'\/>/)
  const inactive = (await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml
  t.notMatch(inactive, /<domain[^>]* id=|<alias|dev\/pts/)
})

t.test('a display gets a port of its own, and gives it back', async t => {
  const { call, define } = await qemuHost(t)
  const vnc = "<graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>"
  const [first, second] = [
    await define(guestXml({ name: 'a', devices: vnc })),
    await define(guestXml({ name: 'b', devices: vnc })),
  ]
  const port = async (dom: typeof first) =>
    Number(/type='vnc' port='(\d+)'/.exec((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml)?.[1])
  await Promise.all([first, second].map(dom => call(calls.domainCreateWithFlags, { dom, flags: 1 })))
  const [one, two] = [await port(first), await port(second)]
  t.not(one, two)
  const socket = connect(one, '127.0.0.1')
  const [greeting] = await once(socket, 'data')
  t.match(String(greeting), /^RFB 003/)
  socket.destroy()
  await call(calls.domainDestroy, { dom: first })
  await call(calls.domainCreateWithFlags, { dom: first, flags: 1 })
  t.equal(await port(first), one)
})

t.test('a channel of the guest is a socket on the host', async t => {
  const { call, define, directories } = await qemuHost(t)
  const channel = "<channel type='unix'><target type='virtio' name='org.test.0'/></channel>"
  const dom = await define(guestXml({ devices: channel }))
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const path = join(directories.qemuChannel, '1-web1/org.test.0')
  const socket = connect(path)
  await once(socket, 'connect')
  socket.destroy()
  await call(calls.domainDestroy, { dom })
  t.notOk(existsSync(path))
})

t.test('a console is one session; whoever insists gets it', async t => {
  const { call, define, console } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const first = await console(dom)
  const open = (flags: number) =>
    call(calls.domainOpenConsole, { dom, dev_name: undefined, flags }, { openStream: () => {} })
  await t.rejects(open(0), /operation failed: Active console session exists for this domain/)
  await open(1)
  t.ok(first.stream.destroyed)
  await t.rejects(call(calls.domainOpenConsole, { dom, dev_name: 'serial7', flags: 0 }, { openStream: () => {} }), {
    code: 'INTERNAL_ERROR',
  })
})

t.test('scripts of the administrator see each step, and can forbid the start', async t => {
  const { call, define, directories, root } = await qemuHost(t)
  const log = join(root, 'hooks.log')
  mkdirSync(join(directories.hooks, 'qemu.d'), { recursive: true })
  const script = (name: string, text: string) => {
    writeFileSync(join(directories.hooks, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(directories.hooks, name), 0o755)
  }
  script('qemu', `echo "$@ $(grep -c '<domain')" >> ${log}`)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  await call(calls.domainDestroy, { dom })
  const steps = ['prepare begin', 'start begin', 'started begin', 'stopped end', 'release end']
  t.same(
    readFileSync(log, 'utf8').trim().split('\n'),
    steps.map(step => `web1 ${step} - 1`),
  )
  script('qemu.d/10-no', 'echo "not on Sundays" >&2; exit 3')
  await t.rejects(call(calls.domainCreate, { dom }), { code: 'HOOK_SCRIPT_FAILED', message: /not on Sundays/ })
  t.same(await call(calls.domainIsActive, { dom }), { active: 0 })
})

t.test('guests marked so start with the host, once', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  const other = await host.define(guestXml({ name: 'other' }))
  await host.call(calls.domainSetAutostart, { dom, autostart: 1 })
  const again = await host.restart()
  t.same(await again.call(calls.domainIsActive, { dom }), { active: 0 }, 'the host has not been restarted')
  rmSync(join(again.directories.qemuState, 'autostarted'))
  const booted = await again.restart()
  await booted.heard('lifecycle 2 0')
  t.same(await booted.call(calls.domainIsActive, { dom }), { active: 1 })
  t.same(await booted.call(calls.domainIsActive, { dom: other }), { active: 0 })
})

t.test('twenty guests start side by side', async t => {
  const { call, define } = await qemuHost(t)
  const doms = []
  for (let number = 0; number < 20; number++) doms.push(await define(guestXml({ name: `g${number}` })))
  await Promise.all(doms.map(dom => call(calls.domainCreateWithFlags, { dom, flags: 1 })))
  const { domains } = await call(calls.connectListAllDomains, { need_results: 1, flags: 1 })
  t.equal(new Set(domains.map(({ reference }) => reference.id)).size, 20)
})

const mayBridge = (() => {
  if (process.getuid?.() !== 0 || !existsSync('/dev/net/tun')) return { skip: 'this user may make no bridges and taps' }
  return {}
})()

t.test('an interface is a tap in its bridge, and gone with the guest', mayBridge, async t => {
  const bridge = `vb${process.pid % 100000}`
  execFileSync('ip', ['link', 'add', bridge, 'type', 'bridge'])
  t.teardown(() => execFileSync('ip', ['link', 'del', bridge]))
  const { call, define } = await qemuHost(t)
  const nic = `<interface type='bridge'><mac address='52:54:00:11:22:33'/><source bridge='${bridge}'/><model type='virtio'/></interface>`
  const dom = await define(guestXml({ devices: nic }))
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const { xml } = await call(calls.domainGetXmlDesc, { dom, flags: 0 })
  const tap = /<target dev='(vnet\d+)'\/>/.exec(xml)?.[1] ?? ''
  t.ok(existsSync(`/sys/class/net/${bridge}/brif/${tap}`))
  t.match(readFileSync(`/sys/class/net/${tap}/address`, 'utf8'), 'fe:54:00:11:22:33')
  await call(calls.domainDestroy, { dom })
  t.notOk(existsSync(`/sys/class/net/${tap}`))
  t.notMatch((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml, 'vnet')
})

t.test('a network that nobody serves is refused, and nothing is left', async t => {
  const { call, define, directories } = await qemuHost(t)
  const dom = await define(guestXml({ devices: "<interface type='network'><source network='nets'/></interface>" }))
  await t.rejects(call(calls.domainCreate, { dom }), { code: 'CONFIG_UNSUPPORTED', message: /network 'nets'/ })
  t.same(readdirSync(directories.qemuLib), [])
})

t.test('a guest on an overlay knows the images behind it, and QEMU opens them all', async t => {
  const { call, define, root } = await qemuHost(t)
  const create = (...args: string[]) => execFileSync('qemu-img', ['create', '-q', ...args], { cwd: root })
  create('-f', 'raw', 'base.raw', '2M')
  create('-f', 'qcow2', '-b', 'base.raw', '-F', 'raw', 'top.qcow2')
  const top = join(root, 'top.qcow2')
  const disk = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${top}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ devices: disk }))
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const { xml } = await call(calls.domainGetXmlDesc, { dom, flags: 0 })
  t.match(xml, new RegExp(`<backingStore type='file'[^>]*>\\s*<format type='raw'/>\\s*<source file='${root}/base.raw'`))
  const { result } = await call(calls.qemuDomainMonitorCommand, { dom, cmd: 'info block', flags: 1 })
  t.match(result, /base\.raw|chain depth: 1/)
  t.notMatch((await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml, '<backingStore')

  create('-f', 'qcow2', '-b', 'base.raw', '-F', 'raw', 'second.qcow2')
  const second = disk.replace('top.qcow2', 'second.qcow2').replace("dev='vda'", "dev='vdb'")
  await call(calls.domainAttachDeviceFlags, { dom, xml: second, flags: 1 })
  const after = (await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml
  t.equal(after.split('base.raw').length, 3)
})
