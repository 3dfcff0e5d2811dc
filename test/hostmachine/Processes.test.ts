import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { findUser } from '../../src/host/findUser.js'
import { systemProcesses } from '../../src/host/Processes.js'
import { processStat } from '../../src/host/RunningProcess.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-processes-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const environment = { PATH: '/usr/bin:/bin' }

/** Runs a shell script to its end and returns what it wrote. */
async function outputOf(script: string, options: Partial<Parameters<typeof systemProcesses.launch>[0]>) {
  const path = join(folder, 'output')
  const output = openSync(path, 'w')
  const child = await systemProcesses.launch({
    program: '/bin/sh',
    args: ['-c', script],
    environment,
    output,
    ...options,
  })
  closeSync(output)
  await child.exited
  return readFileSync(path, 'utf8')
}

const root = process.getuid?.() === 0 ? {} : { skip: 'only root may become another user' }

t.test('a program gets the user, groups, umask, limits and descriptors it was promised', root, async t => {
  const user = { uid: 65534, gid: 65534, groups: [65534, 6] }
  const file = openSync('/etc/hostname', 'r')
  t.teardown(() => closeSync(file))
  const text = await outputOf('id -u; id -g; id -G; umask; ulimit -n; readlink /proc/self/fd/3; env', {
    user,
    umask: 0o27,
    limits: { openFiles: 77 },
    descriptors: [file],
  })
  const lines = text.split('\n')
  t.same(lines.slice(0, 6), ['65534', '65534', '65534 6', '0027', '77', '/etc/hostname'])
  t.notMatch(text, /HOME=/)
})

t.test('a program that ends with us does so however we end, as another user as well', root, async t => {
  const starter = `
    import { systemProcesses } from ${JSON.stringify(new URL('../../src/host/Processes.js', import.meta.url).href)}
    const user = { uid: 65534, gid: 65534, groups: [] }
    const options = { program: '/bin/sleep', args: ['100'], environment: {}, endsWithUs: true }
    const all = await Promise.all([systemProcesses.launch(options), systemProcesses.launch({ ...options, user })])
    // The program is there once the name is its own.
    const { readFileSync } = await import('node:fs')
    const isThere = ({ process: { pid } }) => readFileSync('/proc/' + pid + '/comm', 'latin1') === 'sleep\\n'
    while (!all.every(isThere)) await new Promise(resolve => setTimeout(resolve, 5))
    console.log(all.map(child => child.process.pid).join(' '))
    process.kill(process.pid, 'SIGKILL')`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', starter], { encoding: 'utf8' })
  const pids = stdout.trim().split(' ').map(Number)
  t.equal(pids.length, 2)
  for (const pid of pids) {
    const found = await systemProcesses.find(pid)
    await found?.ended
  }
  t.pass('both have ended')
})

t.test('the end of a child is known at once, with its status', async t => {
  const child = await systemProcesses.launch({ program: '/bin/sh', args: ['-c', 'exit 7'], environment })
  await child.process.ended
  t.same(await child.exited, { code: 7, signal: null })
  t.notOk(child.process.signal(0))
})

t.test(
  'a process is found again by pid and start time, and another one with its pid is not mistaken for it',
  async t => {
    const child = await systemProcesses.launch({ program: '/bin/sleep', args: ['100'], environment })
    const { pid, startTime } = child.process
    child.process.forget()
    t.equal(await systemProcesses.find(pid, startTime - 1n), undefined)
    const found = await systemProcesses.find(pid, startTime)
    t.equal((await processStat(pid))?.command, 'sleep')
    t.ok(found?.signal(9))
    await found?.ended
    t.equal(await systemProcesses.find(pid, startTime), undefined)
  },
)

t.test('a program that is not there is refused in the words clients know', async t => {
  await t.rejects(systemProcesses.launch({ program: '/nonexistent/qemu', args: [], environment }), {
    message: 'cannot execute binary /nonexistent/qemu: No such file or directory',
  })
})

t.test('a user has the groups that the system gives it', async t => {
  const root = await findUser('root')
  t.match(root, { uid: 0, gid: 0 })
  t.ok(root?.groups.includes(0))
  t.equal(await findUser('nobody-of-that-name'), undefined)
})

t.test('a held child becomes its program when it is let go, and ends when nobody can do that any more', async t => {
  const held = { program: '/bin/sleep', args: ['60'], environment, held: true }
  const child = await systemProcesses.launch(held)
  t.match(readFileSync(`/proc/${child.process.pid}/cmdline`, 'utf8'), /^\/bin\/sh\0/)
  child.letGo()
  const name = () => readFileSync(`/proc/${child.process.pid}/comm`, 'utf8').trim()
  for (let round = 0; round < 400 && name() !== 'sleep'; round++) await new Promise(resolve => setTimeout(resolve, 5))
  t.equal(name(), 'sleep')
  child.process.signal(9)

  const url = JSON.stringify(new URL('../../src/host/Processes.js', import.meta.url).href)
  const script = `const { systemProcesses } = await import(${url})
    const child = await systemProcesses.launch(${JSON.stringify(held)})
    process.stdout.write(String(child.process.pid), () => process.kill(process.pid, 'SIGKILL'))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  const orphan = Number(stdout)
  t.ok(orphan > 1)
  for (let round = 0; round < 400 && (await processStat(orphan)); round++) {
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  t.equal(await processStat(orphan), undefined)
})
