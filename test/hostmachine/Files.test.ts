import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { systemFiles } from '../../src/host/Files.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-files-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('a replaced file holds the new text, with the mode asked for, and leaves nothing else behind', async t => {
  const path = join(folder, 'a.xml')
  await systemFiles.replace(path, 'one')
  await systemFiles.replace(path, 'two', { mode: 0o640 })
  t.equal(readFileSync(path, 'utf8'), 'two')
  t.equal(statSync(path).mode & 0o777, 0o640)
  t.same(readdirSync(folder), ['a.xml'])
})

t.test('what a killed predecessor left half-written does not stand in the way', async t => {
  writeFileSync(join(folder, 'b.xml.new'), 'half')
  await systemFiles.replace(join(folder, 'b.xml'), 'whole')
  t.equal(readFileSync(join(folder, 'b.xml'), 'utf8'), 'whole')
})

const root = process.getuid?.() === 0 ? {} : { skip: 'only root may mount' }

t.test('a full disk keeps the old text and says so in the words clients know', root, async t => {
  const disk = join(folder, 'disk')
  await systemFiles.makeFolder(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk])
  t.teardown(() => execFileSync('umount', [disk]))
  const path = join(disk, 'c.xml')
  await systemFiles.replace(path, 'kept')
  await t.rejects(systemFiles.replace(path, 'x'.repeat(100_000)), {
    code: 'SYSTEM_ERROR',
    errno: 28,
    message: `cannot write data to file '${path}.new': No space left on device`,
  })
  t.equal(readFileSync(path, 'utf8'), 'kept')
  t.same(readdirSync(disk), ['c.xml'])
})

t.test('a damaged file is set aside under a name of its own each time', async t => {
  const path = join(folder, 'd.xml')
  const names: string[] = []
  for (const text of ['first', 'second']) {
    writeFileSync(path, text)
    names.push(await systemFiles.setAside(path))
  }
  t.same(names, [`${path}.damaged`, `${path}.damaged-1`])
  t.equal(readFileSync(`${path}.damaged`, 'utf8'), 'first')
  t.notOk(await systemFiles.exists(path))
})

t.test('what is not there reads as nothing and removes as nothing', async t => {
  const path = join(folder, 'none/at/all')
  t.equal(await systemFiles.read(path), undefined)
  t.equal(await systemFiles.linkTarget(path), undefined)
  t.same(await systemFiles.list(path), [])
  await systemFiles.remove(path)
  await systemFiles.removeFolder(path)
})

t.test('a link is replaced and read back; a plain file is no link', async t => {
  const path = join(folder, 'e')
  await systemFiles.link(path, '/one')
  await systemFiles.link(path, '/two')
  t.equal(await systemFiles.linkTarget(path), '/two')
  t.equal(await systemFiles.linkTarget(join(folder, 'a.xml')), undefined)
})
