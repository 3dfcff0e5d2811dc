import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { followFile } from '../../src/host/followFile.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-follow-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

// What is followed holds no process.
const hold = setInterval(() => {}, 1000)
t.teardown(() => clearInterval(hold))

t.test('lines are told as they are completed, those before are not, and nothing is lost at the end', async t => {
  const path = join(folder, 'log')
  writeFileSync(path, 'before\n')
  const lines: string[] = []
  let told = () => {}
  const first = new Promise<void>(resolve => (told = resolve))
  const end = await followFile(path, line => {
    lines.push(line)
    told()
  })
  appendFileSync(path, 'one\nha')
  await first
  t.same(lines, ['one'])
  appendFileSync(path, 'lf\nlast\n')
  await end()
  t.same(lines, ['one', 'half', 'last'])
})

t.test('a line without an end is told in pieces', async t => {
  const path = join(folder, 'long')
  writeFileSync(path, '')
  const lines: string[] = []
  const end = await followFile(path, line => lines.push(line))
  appendFileSync(path, 'x'.repeat(10_000))
  await end()
  t.equal(lines.join('').length, 10_000)
})
