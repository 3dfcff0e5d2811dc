// What becomes of a guest that restarts or powers off.
import { once } from 'node:events'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

t.test('a reboot goes through the guest and stays in the same QEMU', async t => {
  const { call, define, console, told, heard } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  await call(calls.domainReboot, { dom, flags: 0 })
  await heard('domainRebootEvent')
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  t.same(
    told.filter(notice => notice.startsWith('lifecycle')),
    ['lifecycle 0 0', 'lifecycle 2 0'],
  )
})

t.test('a guest whose on_poweroff says restart boots again in the same QEMU', async t => {
  const { call, define, console, heard } = await qemuHost(t)
  const dom = await define(guestXml({ more: '<on_poweroff>restart</on_poweroff>' }))
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  tty.type('poweroff\n')
  await heard('domainRebootEvent')
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  tty.stream.destroy()
  await once(tty.stream, 'close')
  const again = await console(dom)
  await again.shown('guest# ')
})

t.test('a guest whose on_reboot says destroy ends when it restarts', async t => {
  const { call, define, console, heard, told } = await qemuHost(t)
  const dom = await define(guestXml({ more: '<on_reboot>destroy</on_reboot>' }))
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  tty.type('reboot\n')
  await heard('lifecycle 5 0')
  t.same(await call(calls.domainIsActive, { dom }), { active: 0 })
  t.ok(told.includes('lifecycle 6 1'))
})

t.test('a reset needs no cooperation', async t => {
  const { call, define, heard } = await qemuHost(t)
  const dom = await define(guestXml({ commandLine: 'virtbus.deaf' }))
  await call(calls.domainCreate, { dom })
  await call(calls.domainReset, { dom, flags: 0 })
  await heard('domainRebootEvent')
  t.same(await call(calls.domainIsActive, { dom }), { active: 1 })
})
