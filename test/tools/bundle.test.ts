import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const { bundle }: { bundle: (entry: string, outfile: string) => Promise<void> } = await import(
  new URL('../../../tools/bundle.mjs', import.meta.url).href
)

/** In a process of its own: tap's hooks would be in every program that this one starts. */
const compileProgram = (launcher: string) => {
  const script = `import('./tools/compileProgram.mjs').then(({ compileProgram }) => compileProgram('${launcher}'))`
  return spawnSync('env', ['-u', 'NODE_OPTIONS', process.execPath, '-e', script], { encoding: 'utf8' })
}

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

t.test('a program runs whatever became of its compiled code', async t => {
  const program = join(process.cwd(), 'build/compile-test/virtidled')
  t.teardown(() => rmSync('build/compile-test', { recursive: true }))
  await bundle('test/daemon/program/idleDaemon.ts', 'build/compile-test/virtidled')
  const help = () => spawnSync('env', ['-u', 'NODE_OPTIONS', program, '--help'], { encoding: 'utf8' })
  const { stdout } = help()
  t.match(stdout, 'Usage: virtidled')
  t.match(compileProgram(program), { status: 0, stderr: '' })
  const code = readFileSync(`${program}.code`)
  const text = readFileSync(`${program}.js`, 'latin1')
  const first = text.indexOf('\n') + 1
  const identity = code.indexOf('\n') + 1
  const mark = `${text.slice(0, first - 1)} ${process.arch} ${process.versions.v8}\n`
  t.equal(code.subarray(0, identity).toString('latin1'), mark, 'it is of this text, for this processor')
  t.match(help(), { stdout, status: 0 })

  const others: Record<string, Buffer> = {
    'cut off': code.subarray(0, code.length / 2),
    'other bytes': Buffer.concat([code.subarray(0, identity), Buffer.alloc(1000, 0x55)]),
    empty: Buffer.alloc(0),
  }
  for (const [what, bytes] of Object.entries(others)) {
    writeFileSync(`${program}.code`, bytes)
    t.match(help(), { stdout, status: 0 }, what)
  }
  // Same length, so that V8 would take the code for that of this text.
  writeFileSync(`${program}.code`, code)
  const changed = text.replaceAll('end after so long', 'END AFTER SO LONG')
  writeFileSync(`${program}.js`, `//${'x'.repeat(first - 3)}\n${changed.slice(first)}`, 'latin1')
  t.match(help().stdout, 'END AFTER SO LONG', 'code of another text is not taken')
})
