// Named pipes where files should be: whoever opens one waits for its other end, and a daemon has four threads for all its files.
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.test('a pipe in place of an image, a saved guest or a core file holds nobody up', async t => {
  const { call, define, root } = await qemuHost(t)
  const pipe = join(root, 'pipe')
  execFileSync('mkfifo', [pipe])
  const disk = (target: string, format: string) =>
    `<disk type='file'><driver name='qemu' type='${format}'/><source file='${pipe}'/><target dev='${target}' bus='virtio'/></disk>`
  const raw = await define(guestXml({ devices: disk('vda', 'raw') }))
  const peek = { dom: raw, path: 'vda', offset: 0n, size: 1, flags: 0 }
  const attempts = [
    ...Array.from({ length: 4 }, () => call(calls.domainBlockPeek, peek)),
    call(calls.domainSaveImageGetXmlDesc, { file: pipe, flags: 0 }),
    call(calls.domainRestore, { from: pipe }),
  ]
  const outcomes = await Promise.allSettled(attempts)
  t.same(
    outcomes.map(({ status }) => status),
    attempts.map(() => 'rejected'),
  )
  t.match(await readFile('/proc/self/status', 'utf8'), /^Name:/, 'files can be read')
  await t.rejects(call(calls.domainBlockPeek, { ...peek, size: 2 ** 32 - 1 }), {
    message: /size > maximum buffer size/,
  })
  const idle = await define(guestXml({ name: 'idle' }))
  await call(calls.domainCreateWithFlags, { dom: idle, flags: 1 })
  await t.rejects(call(calls.domainCoreDump, { dom: idle, to: pipe, flags: 0 }), { code: 'SYSTEM_ERROR' })
  await call(calls.domainDestroy, { dom: idle })
})
