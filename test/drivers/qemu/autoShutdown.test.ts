import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { embeddedDirectories } from '../../../src/config/directories.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// QEMU runs for real; guests stay paused before their first instruction.
t.setTimeout(180_000)

const paused = 1
const shutoff = 5

function hostWith(t: Test, conf: string) {
  const root = mkdtempSync(join(tmpdir(), 'virtbus-qemu-'))
  const { config } = embeddedDirectories(root)
  mkdirSync(config, { recursive: true })
  writeFileSync(join(config, 'qemu.conf'), conf)
  return qemuHost(t, { root })
}

t.test('when the host goes down, guests are saved, and start again with the host where they were', async t => {
  const host = await hostWith(t, 'auto_shutdown_try_shutdown = "none"\nauto_shutdown_poweroff = "none"\n')
  const { call, define, directories, driver } = host
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  await call(calls.domainCreateXml, { xml_desc: guestXml({ name: 'passing' }), flags: paused })
  await driver.hostGoesDown?.('the host is shutting down')
  t.equal((await call(calls.domainGetState, { dom, flags: 0 })).state, shutoff)
  t.equal((await call(calls.domainHasManagedSaveImage, { dom, flags: 0 })).result, 1)
  t.equal((await call(calls.domainGetAutostartOnce, { dom })).autostart, 1)
  t.ok(existsSync(join(directories.qemuConfig, 'autostart/web1.xml.once')))
  const { dom: passing } = await call(calls.domainLookupByName, { name: 'passing' })
  t.equal((await call(calls.domainIsActive, { dom: passing.reference })).active, 1, 'nobody wanted it to end')

  // The next boot of the host: what lies below /run is gone.
  rmSync(join(directories.qemuState, 'autostarted'))
  const again = await host.restart()
  await again.heard('lifecycle 2 2')
  t.equal((await again.call(calls.domainGetAutostartOnce, { dom })).autostart, 0)
  t.notOk(existsSync(join(directories.qemuConfig, 'autostart/web1.xml.once')))
})

t.test('guests that do not shut down in time are ended, as far as that is wanted', async t => {
  const conf = ['try_save = "none"', 'try_shutdown = "all"', 'poweroff = "transient"', 'wait = 1', 'restore = 0']
  const { call, define, driver } = await hostWith(t, conf.map(line => `auto_shutdown_${line}\n`).join(''))
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  await call(calls.domainCreateXml, { xml_desc: guestXml({ name: 'passing' }), flags: paused })
  await driver.hostGoesDown?.('the host is shutting down')
  t.equal((await call(calls.domainIsActive, { dom })).active, 1)
  await t.rejects(call(calls.domainLookupByName, { name: 'passing' }), { code: 'NO_DOMAIN' })
  t.equal((await call(calls.domainGetAutostartOnce, { dom })).autostart, 0)
})

t.test('a driver that is to leave guests alone has nothing to do with the host’s shutdown', async t => {
  const none = ['try_save', 'try_shutdown', 'poweroff'].map(key => `auto_shutdown_${key} = "none"\n`).join('')
  const { driver } = await hostWith(t, none)
  t.equal('hostGoesDown' in driver, false)
})

t.test('a domain starts with the host once, and only one that is defined can', async t => {
  const { call, define } = await hostWith(t, '')
  const dom = await define(guestXml())
  await call(calls.domainSetAutostartOnce, { dom, autostart: 1 })
  t.equal((await call(calls.domainGetAutostartOnce, { dom })).autostart, 1)
  await call(calls.domainSetAutostartOnce, { dom, autostart: 0 })
  t.equal((await call(calls.domainGetAutostartOnce, { dom })).autostart, 0)
  const { dom: passing } = await call(calls.domainCreateXml, { xml_desc: guestXml({ name: 'passing' }), flags: paused })
  await t.rejects(call(calls.domainSetAutostartOnce, { dom: passing.reference, autostart: 1 }), {
    message: 'Requested operation is not valid: cannot set autostart for transient domain',
  })
})
