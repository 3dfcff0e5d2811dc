import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PidFile } from '../../src/daemon/PidFile.js'

const folder = mkdtempSync(join(tmpdir(), 'pid-'))
t.teardown(() => rmSync(folder, { recursive: true }))

t.test('a held file names its holder and refuses others; released, it is gone', async t => {
  const path = join(folder, 'held.pid')
  writeFileSync(path, '123456789 left over from a process long gone\n')
  const held = PidFile.acquire(path)
  t.equal(readFileSync(path, 'utf8'), `${process.pid}\n`)
  t.throws(() => PidFile.acquire(path), {
    exitCode: 1,
    message: new RegExp(`^${path} is held by .+ \\(pid ${process.pid}\\); only one such daemon can run`),
  })
  held.release()
  t.notOk(existsSync(path))
  PidFile.acquire(path).release()
})

t.test('a file that was moved away while held does not keep a new one from being made', async () => {
  const path = join(folder, 'moved.pid')
  const first = PidFile.acquire(path)
  renameSync(path, join(folder, 'elsewhere.pid'))
  PidFile.acquire(path).release()
  first.release()
})

t.test('a place that cannot be written is named with the reason', async t => {
  t.throws(() => PidFile.acquire('/nowhere/x.pid'), {
    exitCode: 1,
    message: /^Cannot write the pid file \/nowhere\/x\.pid: No such file or directory$/,
  })
})
