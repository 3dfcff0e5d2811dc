// Named pipes where files should be: whoever opens one waits for its other end, and a daemon has four threads for all its files.
import { execFileSync } from 'node:child_process'
import { readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { formatSavedImage, savedHeaderBytes, wholeMagic } from '../../../src/drivers/qemu/state/savedImage.js'
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
  const before = readdirSync('/proc/self/fd').length
  await t.rejects(call(calls.domainSave, { dom: idle, to: pipe }), { code: 'OPERATION_UNSUPPORTED' }, 'the pipe stays')
  await t.rejects(call(calls.domainSave, { dom: idle, to: '/dev/full' }), { code: 'OPERATION_UNSUPPORTED' })
  symlinkSync('/dev/full', join(root, 'full.new'))
  const save = () => call(calls.domainSave, { dom: idle, to: join(root, 'full') })
  await t.rejects(save(), { code: 'SYSTEM_ERROR', message: /No space left on device/ })
  t.equal(readdirSync('/proc/self/fd').length, before, 'a full disk costs no descriptors')
  await call(calls.domainDestroy, { dom: idle })
})

t.test('a file that claims to hold a definition of gigabytes is not read into memory', async t => {
  const { call, root } = await qemuHost(t)
  const header = formatSavedImage('<domain/>', true).subarray(0, savedHeaderBytes)
  wholeMagic.copy(header)
  header.writeUInt32LE(0xffff_fff0, 20)
  const file = join(root, 'huge')
  writeFileSync(file, header)
  truncateSync(file, 2 ** 32)
  await t.rejects(call(calls.domainSaveImageGetXmlDesc, { file, flags: 0 }), { code: 'OPERATION_FAILED' })
})
