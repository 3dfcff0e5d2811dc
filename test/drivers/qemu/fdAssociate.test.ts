// Images that the client has opened.
import { execFileSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.test('a guest starts on images that its client has opened', async t => {
  const { call, define, root } = await qemuHost(t)
  const image = join(root, 'disk.qcow2')
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M'])
  const source = "<source file='/out/of/reach.qcow2' fdgroup='mine'/>"
  const disk = `<disk type='file'><driver name='qemu' type='qcow2'/>${source}<target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ devices: disk }))
  const start = () => call(calls.domainCreateWithFlags, { dom, flags: 1 })
  await t.rejects(start(), {
    code: 'INVALID_ARG',
    text: /file descriptor group 'mine' was not associated with the domain/,
  })
  const leaving = new AbortController()
  const give = (...modes: readonly string[]) => {
    const opened = modes.map(mode => openSync(image, mode))
    const files = { count: opened.length, take: (index: number) => opened[index] ?? -1 }
    return call(calls.domainFdAssociate, { dom, name: 'mine', flags: 0 }, { files, signal: leaving.signal })
  }
  await t.rejects(give(), { code: 'INVALID_ARG' })
  await give('r')
  await give('r+')
  await start()
  const nodes = '{"execute":"query-named-block-nodes","arguments":{"flat":true}}'
  const { result } = await call(calls.qemuDomainMonitorCommand, { dom, cmd: nodes, flags: 0 })
  t.match(result, /\/dev\/fdset\/\d+/)
  const device = '/machine/peripheral/virtio-disk0/virtio-backend'
  const cmd = `qemu-io -d ${device} "write -P 5 0 4k"`
  t.notMatch((await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 1 })).result, /rror/)
  await call(calls.domainDestroy, { dom })
  await start()
  await call(calls.domainDestroy, { dom })
  leaving.abort()
  await t.rejects(start(), { code: 'INVALID_ARG' }, 'they have gone with the client')
})
