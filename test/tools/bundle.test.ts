import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import t from 'tap'

const { bundle }: { bundle: (entry: string, outfile: string) => Promise<void> } = await import(
  new URL('../../../tools/bundle.mjs', import.meta.url).href
)

t.test('a bundled program runs by itself, and its records say where in the sources they come from', async t => {
  const program = 'build/bundle-test/virtidled'
  await bundle('test/daemon/program/idleDaemon.ts', program)
  t.teardown(() => rmSync('build/bundle-test', { recursive: true }))

  const env = { PATH: process.env.PATH, LIBVIRT_LOG_OUTPUTS: '1:stderr', JOURNAL_STREAM: 'none' }
  // tap puts hooks of its own into the children of a test, which know no program without an ending.
  const command = ['-u', 'NODE_OPTIONS', program, '--session', '-f', '/nowhere/virtidled.conf']
  const { status, stderr } = spawnSync('env', command, { env, encoding: 'utf8' })
  t.equal(status, 1, stderr)
  const [, file = '', line = ''] = / : (\w+):(\d+) : virtidled cannot start: .*\/nowhere/.exec(stderr) ?? []
  t.match(readFileSync(`src/daemon/${file}.ts`, 'utf8').split('\n')[Number(line) - 1], 'log.error(MSG.startFailed')
})
