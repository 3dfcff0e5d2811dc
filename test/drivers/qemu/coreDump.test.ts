// Core files of real guests.
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainCoreDumpFlags, domainCoreDumpFormat } from '../../../src/api/enums/domain.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.setTimeout(180_000)
const { LIVE, CRASH, RESET, MEMORY_ONLY, BYPASS_CACHE } = domainCoreDumpFlags
const { RAW, KDUMP_ZLIB, WIN_DMP } = domainCoreDumpFormat

t.test('a guest is written into a core file, and goes on, starts anew or ends as asked', async t => {
  const { call, define, root, told } = await qemuHost(t)
  const dom = await define(guestXml())
  const to = join(root, 'core')
  const dump = (flags: number, dumpformat: number = RAW, file = to) =>
    call(calls.domainCoreDumpWithFormat, { dom, to: file, dumpformat, flags })
  const state = async () => (await call(calls.domainGetState, { dom, flags: 0 })).state
  const start = () => readFileSync(to).subarray(0, 16).toString('latin1')
  await t.rejects(dump(0), { code: 'OPERATION_INVALID' })
  await call(calls.domainCreate, { dom })

  await dump(MEMORY_ONLY)
  t.match(start(), '\x7fELF')
  t.ok(statSync(to).size > 192 << 20, 'all of the memory is in it')
  t.equal(await state(), 1)
  t.ok(told.includes('lifecycle 3 0') && told.includes('lifecycle 4 0'), 'it stood still meanwhile')
  const { type, params } = await call(calls.domainGetJobStats, { dom, flags: 1 })
  t.equal(type, 3)
  t.match(params[0], { field: 'operation', value: 8 })
  t.equal((await call(calls.domainGetJobStats, { dom, flags: 1 })).type, 0, 'told once')

  await dump(MEMORY_ONLY, KDUMP_ZLIB)
  t.match(start(), /^(KDUMP|makedumpfile)/)
  t.ok(statSync(to).size < 100 << 20)
  await call(calls.domainCoreDump, { dom, to, flags: LIVE })
  t.match(start(), 'QEVM')
  t.equal(await state(), 1)
  await dump(RESET)
  t.equal(await state(), 1)

  await t.rejects(dump(0, KDUMP_ZLIB), { code: 'OPERATION_UNSUPPORTED' })
  await t.rejects(dump(MEMORY_ONLY, 99), { code: 'INVALID_ARG' })
  await t.rejects(dump(MEMORY_ONLY | BYPASS_CACHE), { code: 'OPERATION_UNSUPPORTED' })
  await t.rejects(dump(0, RAW, '/nonexistent/core'), { code: 'SYSTEM_ERROR', errno: 2 })
  await t.rejects(dump(MEMORY_ONLY, WIN_DMP), /domain core dump job: unexpectedly failed: .*dump/)
  t.notOk(existsSync(to), 'half a file is no file')
  t.equal(await state(), 1, 'a guest whose file cannot be written goes on')

  await dump(MEMORY_ONLY | CRASH)
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 3 })
  t.equal(
    told.findLast(notice => notice.startsWith('lifecycle')),
    'lifecycle 5 2',
  )
})

t.test('a job can be watched and given up', async t => {
  const { call, define, root } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  await t.rejects(call(calls.domainAbortJob, { dom }), { code: 'OPERATION_INVALID' })
  // A pipe that nobody reads: the job hangs until it is given up.
  const to = join(root, 'pipe')
  execFileSync('mkfifo', [to])
  const pipe = openSync(to, 'r+')
  const dumping = call(calls.domainCoreDump, { dom, to, flags: 0 })
  const ended = t.rejects(dumping, { code: 'OPERATION_ABORTED', message: /domain core dump job: canceled by client/ })
  for (let type = 0, total = 0n; type !== 2 || total === 0n; ) {
    ;({ type, memTotal: total } = await call(calls.domainGetJobInfo, { dom }))
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  t.match(await call(calls.domainGetControlInfo, { dom, flags: 0 }), { state: 1 })
  await call(calls.domainAbortJobFlags, { dom, flags: 0 })
  const drain = spawn('cat', [to], { stdio: 'ignore' })
  await ended
  drain.kill()
  closeSync(pipe)
  t.match(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1 })
  t.match(await call(calls.domainGetJobStats, { dom, flags: 1 }), { type: 5 })
})
