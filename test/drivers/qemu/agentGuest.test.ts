// A real guest that runs QEMU's own guest agent.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

t.test('a guest agent inside a real guest answers', async t => {
  const host = await qemuHost(t)
  const { call, define, console, heard, root } = host
  const image = join(root, 'disk.img')
  execFileSync('qemu-img', ['create', '-q', '-f', 'raw', image, '8M'])
  const disk = `<disk type='file'><driver name='qemu' type='raw' discard='unmap'/><source file='${image}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ agent: true, devices: disk }).replace('<vcpu>1<', '<vcpu>2<'))
  const agentCommand = (cmd: string) => call(calls.qemuDomainAgentCommand, { dom, cmd, timeout: 30, flags: 0 })
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  await heard('domainAgentLifecycleEvent 1')
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml, /state='connected'/)

  await t.test('to what a client writes itself', async t => {
    t.same(await agentCommand('{"execute": "guest-ping"}'), { result: '{"return":{}}' })
    await t.rejects(agentCommand('{"execute": "guest-nonsense"}'), {
      code: 'INTERNAL_ERROR',
      text: /^internal error: unable to execute QEMU agent command 'guest-nonsense': /,
    })
  })
})
