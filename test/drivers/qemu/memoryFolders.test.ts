import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.test('memory in files has a folder for as long as the guest runs', async t => {
  const host = await qemuHost(t)
  const backing = "<memoryBacking><source type='file'/><access mode='shared'/></memoryBacking>"
  const dom = await host.define(guestXml({ name: 'filed', more: backing }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: 0 })
  const { xml } = await host.call(calls.domainGetXmlDesc, { dom, flags: 0 })
  const id = /<domain [^>]*id='(\d+)'/.exec(String(xml))?.[1] ?? ''
  const folder = join(host.directories.qemuRam, `${id}-filed`)
  t.ok(existsSync(folder), folder)
  await host.call(calls.domainDestroyFlags, { dom, flags: 0 })
  await host.heard('lifecycle 5 1')
  t.notOk(existsSync(folder))
})
