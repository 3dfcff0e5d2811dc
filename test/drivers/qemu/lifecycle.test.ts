import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

t.test('a guest is defined, started, used on its console, paused, resumed and shut down', async t => {
  const { call, define, console, told, heard, directories } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 1 })
  const pid = readFileSync(join(directories.qemuState, 'web1.pid'), 'utf8').trim()
  t.match(readFileSync(`/proc/${pid}/comm`, 'utf8'), /^qemu-system/)
  const tty = await console(dom)
  await tty.shown('virtbus guest ready')
  tty.type('echo sum $((40 + 2))\n')
  await tty.shown('sum 42')

  await call(calls.domainSuspend, { dom })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 3, reason: 1 })
  await call(calls.domainResume, { dom })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 5 })

  await call(calls.domainShutdown, { dom })
  await heard('lifecycle 5 0')
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 1 })
  t.notOk(existsSync(join(directories.qemuState, 'web1.pid')))
  t.same(
    told.filter(notice => notice.startsWith('lifecycle')),
    ['lifecycle 0 0', 'lifecycle 2 0', 'lifecycle 3 0', 'lifecycle 4 0', 'lifecycle 6 1', 'lifecycle 5 0'],
  )
})
