// Documents name programs. Whoever may do nothing must not have one run either.
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { CallContext } from '../../../src/api/Driver.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

const stranger: Pick<CallContext, 'caller'> = {
  caller: { identity: { uid: 1234 }, trusted: false, readOnly: false, interactive: false },
}

t.test('a program that a document names as emulator is run for those only who may bring the document', async t => {
  const { call, root } = await qemuHost(t)
  const [program, trace] = [join(root, 'emulator'), join(root, 'was-run')]
  writeFileSync(program, `#!/bin/sh\necho run >> ${trace}\nexit 1\n`)
  chmodSync(program, 0o755)
  const xml = guestXml().replace('/usr/bin/qemu-system-x86_64', program)
  await t.rejects(call(calls.domainDefineXml, { xml }, stranger), { code: 'ACCESS_DENIED' })
  await t.rejects(call(calls.domainDefineXmlFlags, { xml, flags: 0 }, stranger), { code: 'ACCESS_DENIED' })
  await t.rejects(call(calls.domainCreateXml, { xml_desc: xml, flags: 0 }, stranger), { code: 'ACCESS_DENIED' })
  const climbing = guestXml()
    .replace("arch='x86_64'", `arch='../../../../../../..${program}'`)
    .replace(/<emulator>.*<\/emulator>/, '')
  await t.rejects(call(calls.domainDefineXml, { xml: climbing }, stranger))
  t.notOk(existsSync(trace))
  await call(calls.domainDefineXml, { xml }).catch(() => {})
  t.ok(existsSync(trace))
})

t.test('a document of whatever is refused at once, before anybody knows whose it is', async t => {
  const { call } = await qemuHost(t)
  const started = performance.now()
  for (const text of ['<!--', '<metadata>', '<os<type ', "<os><type arch='", '<emulator>', '<!-- --']) {
    await t.rejects(call(calls.domainDefineXml, { xml: text.repeat(100_000) }, stranger))
  }
  const controllers = ["<controller type='pci' model='pcie-root-port'/>", "<controller type='usb' index='1'/>"]
  for (const controller of controllers) {
    const xml = guestXml({ devices: controller.repeat(50_000) })
    await t.rejects(call(calls.domainDefineXml, { xml }, stranger), { code: 'CONFIG_UNSUPPORTED' })
  }
  t.ok(performance.now() - started < 20_000)
})
