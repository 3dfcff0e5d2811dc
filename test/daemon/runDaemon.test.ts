import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { listenUnix } from '../../src/host/native.js'
import { ask, pidIn, startDaemon } from './startDaemon.js'

t.jobs = 2

t.test('a daemon listens, says it is ready, starts its drivers and serves', async t => {
  const daemon = startDaemon(t, { plan: { drivers: [{}, {}] } })
  await daemon.said('serving')
  t.equal(daemon.output(), 'listening\ndriver0 started\ndriver1 started\nserving\n')
  t.equal(await daemon.ask('drivers'), 'driver0 driver1')
  await daemon.notified(/^STATUS=Serving/)
  t.strictSame(daemon.notifications(), ['READY=1\nSTATUS=Starting', 'STATUS=Serving'])
  t.equal(pidIn(daemon.pidFile), daemon.child.pid)
  t.equal(readFileSync(`/proc/${daemon.child.pid}/comm`, 'utf8'), 'virttestd\n')
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  t.test(`${signal} ends doors, then drivers, tells the manager and leaves no pid file`, async t => {
    const daemon = startDaemon(t)
    await daemon.said('serving')
    daemon.child.kill(signal)
    t.equal(await daemon.exit, 0)
    t.match(daemon.output(), /serving\ndoor stopped\ndriver0 stopped\n$/)
    t.match(
      daemon.notifications().join('\n'),
      /STOPPING=1\nSTATUS=Stopping: signal SIG[A-Z]+ \(\d+\)\nEXTEND_TIMEOUT_USEC=35000000/,
    )
    t.notOk(existsSync(daemon.pidFile))
  })
}

t.test('a signal during the start is obeyed', async t => {
  const daemon = startDaemon(t, { plan: { drivers: [{ start: 'waits' }] } })
  await daemon.said('listening')
  await sleep(50)
  daemon.child.kill('SIGTERM')
  t.equal(await daemon.exit, 0)
})

t.test('SIGHUP reloads, framed for Type=notify-reload, and a driver that fails does not keep the others', async t => {
  const daemon = startDaemon(t, { plan: { drivers: [{ reload: 'fails' }, {}] } })
  await daemon.said('serving')
  const before = process.hrtime.bigint() / 1000n
  daemon.child.kill('SIGHUP')
  await daemon.notified(/^READY/, 2)
  await daemon.end()
  t.match(daemon.output(), /driver1 reloaded/)
  const [, , reloading = '', ready] = daemon.notifications()
  t.match(reloading, /^RELOADING=1\nMONOTONIC_USEC=\d+\n/)
  t.ok(BigInt(/USEC=(\d+)/.exec(reloading)?.[1] ?? 0) >= before, 'later than the signal')
  t.equal(ready, 'READY=1\nSTATUS=Serving')
  t.match(daemon.errors(), `Cannot reload driver0: the file is gone`)
  t.match(daemon.errors(), `MESSAGE_ID=${MSG.reloadFailed.id} VIRTBUS_DRIVER=driver0`)
})

t.test('SIGUSR1 does not open a debugger to the users of the host', async t => {
  const daemon = startDaemon(t)
  await daemon.said('serving')
  daemon.child.kill('SIGUSR1')
  await sleep(200)
  t.equal(await daemon.ask('drivers'), 'driver0')
  await daemon.end()
  t.notMatch(daemon.errors(), /Debugger/)
})

t.test('the only driver failing ends the daemon with the code of that stage', async t => {
  const daemon = startDaemon(t, { plan: { drivers: [{ start: 'fails' }] } })
  t.equal(await daemon.exit, 11)
  t.match(daemon.errors(), /error : .*virttestd cannot start: Cannot start driver driver0: the disk is on fire/)
  t.match(daemon.output(), /door stopped/)
  t.notOk(existsSync(daemon.pidFile))
})

t.test('drivers of several that fail are left out', async t => {
  const daemon = startDaemon(t, { plan: { drivers: [{ start: 'fails' }, {}, { make: 'fails' }] } })
  await daemon.said('serving')
  t.equal(await daemon.ask('drivers'), 'driver1')
  await daemon.end()
  t.match(daemon.errors(), 'Cannot start driver driver0: the disk is on fire')
  t.match(daemon.errors(), 'Cannot start a driver: the driver is not for this host')
  t.match(daemon.errors(), `MESSAGE_ID=${MSG.driverFailed.id}`)
})

t.test('a driver belongs to one daemon at a time, whatever the daemons are called', async t => {
  const first = startDaemon(t)
  await first.said('serving')
  const lock = join(first.folder, 'run/libvirt/driver0/driver.pid')
  t.equal(pidIn(lock), first.child.pid)
  const second = startDaemon(t, { folder: first.folder, args: ['-p', join(first.folder, 'other.pid')] })
  t.equal(await second.exit, 11)
  t.match(second.errors(), `${lock} is held by virttestd (pid ${first.child.pid})`)
  t.equal(await first.ask('drivers'), 'driver0')
})

t.test('a door that cannot open its socket ends the start with the code of that stage', async t => {
  const daemon = startDaemon(t, { plan: { listen: 'fails' } })
  t.equal(await daemon.exit, 6)
  t.match(daemon.errors(), /virttestd cannot start: the socket is taken/)
  t.strictSame(
    daemon.notifications().filter(text => text.startsWith('READY')),
    [],
  )
})

t.test('a second daemon is refused by the name and pid of the first, which goes on', async t => {
  const first = startDaemon(t)
  await first.said('serving')
  const second = startDaemon(t, { folder: first.folder })
  t.equal(await second.exit, 1)
  t.match(second.errors(), `${first.pidFile} is held by virttestd (pid ${first.child.pid})`)
  t.equal(pidIn(first.pidFile), first.child.pid)
  t.equal(await first.ask('drivers'), 'driver0')
})

t.test('the pid file of a killed daemon does not keep the next from starting', async t => {
  const first = startDaemon(t)
  await first.said('serving')
  first.child.kill('SIGKILL')
  await first.exit
  t.ok(existsSync(first.pidFile))
  const second = startDaemon(t, { folder: first.folder })
  await second.said('serving')
  t.equal(pidIn(first.pidFile), second.child.pid)
})

for (const [title, command, text] of [
  ['an exception nobody caught', 'throw', 'a bug of the door'],
  ['a rejection nobody handled', 'reject', 'a promise nobody owns'],
] as const) {
  t.test(`${title} is logged once with its stack and ends the process`, async t => {
    const daemon = startDaemon(t)
    await daemon.said('serving')
    await daemon.ask(command).catch(() => {})
    t.equal(await daemon.exit, 70)
    t.equal(daemon.errors().split(text).length, 2, 'once')
    t.match(daemon.errors(), new RegExp(`Ending because of a bug\n +Error: ${text}\n +at `))
    t.match(daemon.errors(), `MESSAGE_ID=${MSG.crashed.id}`)
  })
}

t.test('losing the session bus ends a session daemon without failure', async t => {
  const daemon = startDaemon(t)
  await daemon.said('serving')
  await daemon.ask('busLost').catch(() => {})
  t.equal(await daemon.exit, 0)
})

t.test('an administrator can end the daemon', async t => {
  const daemon = startDaemon(t)
  await daemon.said('serving')
  await daemon.ask('stop').catch(() => {})
  t.equal(await daemon.exit, 0)
})

t.test('an idle daemon ends after its timeout', async t => {
  const daemon = startDaemon(t, { args: ['--timeout', '1'] })
  await daemon.said('serving')
  const start = Date.now()
  t.equal(await daemon.exit, 0)
  t.ok(Date.now() - start >= 900)
  t.match(daemon.notifications().at(-2), 'nobody has needed it for 1 s')
})

t.test('a driver that is busy keeps the daemon, and the time counts from when it no longer is', async t => {
  const daemon = startDaemon(t, { args: ['--timeout', '1'] })
  await daemon.said('serving')
  await daemon.ask('busy yes')
  await sleep(1500)
  t.equal(daemon.child.exitCode, null)
  const start = Date.now()
  await daemon.ask('busy no')
  t.equal(await daemon.exit, 0)
  t.ok(Date.now() - start >= 900)
})

t.test('sockets passed by systemd are served, and kept out of the environment', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'activation-'))
  const path = join(folder, 'sock')
  const listening = listenUnix(path, 5)
  t.teardown(() => {
    closeSync(listening)
    rmSync(folder, { recursive: true })
  })
  const daemon = startDaemon(t, {
    passed: [listening],
    env: { LISTEN_FDS: '1', LISTEN_FDNAMES: 'virttestd.socket' },
  })
  await daemon.said('serving')
  t.match(daemon.output(), 'listening on 3\n')
  t.equal(await ask(path, 'drivers'), 'driver0')
})

t.test('the configuration file is read, and a wrong value in it refused with file, line and key', async t => {
  const good = startDaemon(t, { config: 'max_clients = 7\nunknown_key = "x"\nlog_level = 2\n' })
  await good.said('serving')
  t.match(JSON.parse(await good.ask('config')), { mode: 'session', config: { maxClients: 7, authUnixRw: 'none' } })
  await good.end()
  t.match(good.errors(), 'unknown keys are ignored: unknown_key')

  const bad = startDaemon(t, { config: 'max_clients = "7"\n' })
  t.equal(await bad.exit, 1)
  t.match(bad.errors(), /config\/libvirt\/virttestd\.conf:1: expected an unsigned integer for 'max_clients' parameter/)
})

t.test('a file named by -f must exist', async t => {
  const daemon = startDaemon(t, { args: ['-f', '/nowhere/x.conf'] })
  t.equal(await daemon.exit, 1)
  t.match(daemon.errors(), /\/nowhere\/x\.conf/)
})

t.test('a runtime directory that cannot be made ends the start with the code of that stage', async t => {
  const daemon = startDaemon(t, { env: { XDG_RUNTIME_DIR: '/dev/null' } })
  t.equal(await daemon.exit, 2)
  t.match(daemon.errors(), 'Cannot make the directory /dev/null/libvirt: Not a directory')
})

t.test('a logging variable that cannot be read is named, and the refusal is still logged', async t => {
  const daemon = startDaemon(t, { env: { LIBVIRT_LOG_OUTPUTS: '1:printer' } })
  t.equal(await daemon.exit, 1)
  t.match(daemon.errors(), /virttestd cannot start: LIBVIRT_LOG_OUTPUTS: '1:printer' is not a log output/)
})

t.test('--listen together with sockets of systemd is refused', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'activation-'))
  const listening = listenUnix(join(folder, 'sock'), 5)
  t.teardown(() => {
    closeSync(listening)
    rmSync(folder, { recursive: true })
  })
  const env = { LISTEN_FDS: '1', LISTEN_FDNAMES: 'virttestd.socket' }
  const daemon = startDaemon(t, { args: ['--listen'], passed: [listening], env })
  t.equal(await daemon.exit, 1)
  t.match(daemon.errors(), /--listen has no effect with systemd sockets/)
})

t.test('--daemon returns when the daemon serves from the background', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'daemon-'))
  const starter = startDaemon(t, { args: ['--daemon'], folder })
  t.equal(await starter.exit, 0)
  const pid = pidIn(starter.pidFile)
  t.teardown(() => {
    process.kill(pid, 'SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  t.not(pid, starter.child.pid)
  t.equal(JSON.parse(await starter.ask('config')).cwd, '/')
  const [, , parent, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/\(.*\)/, 'x')
    .split(' ')
    .map(String)
  t.not(parent, undefined)
  t.notSame(Number(session), pid, 'no leader of a session, so that no terminal can become its own')
})

t.test('--daemon reports why the start failed', async t => {
  const daemon = startDaemon(t, { args: ['--daemon'], plan: { listen: 'fails' } })
  t.equal(await daemon.exit, 1)
  t.match(daemon.errors(), /error: the socket is taken\n$/)
})

t.test('the watchdog is fed while the daemon serves', async t => {
  const daemon = startDaemon(t, { env: { WATCHDOG_USEC: '100000' } })
  await daemon.said('serving')
  await daemon.notified(/^WATCHDOG=1$/, 3)
})

t.test('SIGHUP reads the configuration again: logging changes at once, and what cannot change is said', async t => {
  const daemon = startDaemon(t, { config: 'log_level = 3\nmax_clients = 10\n' })
  await daemon.notified(/STATUS=Serving/)
  const file = join(daemon.folder, 'config/libvirt/virttestd.conf')
  writeFileSync(file, 'log_level = 2\nmax_clients = 20\nauth_unix_rw = "none"\n')
  daemon.child.kill('SIGHUP')
  await daemon.notified(/^READY=1\nSTATUS=Serving/)
  t.match(daemon.errors(), /Reloading/)
  t.match(daemon.errors(), /virttestd\.conf says of auth_unix_rw, max_clients counts from the next start on/)

  writeFileSync(file, 'log_level = "loud"\n')
  daemon.child.kill('SIGHUP')
  await daemon.notified(/^READY=1\nSTATUS=Serving/, 2)
  t.match(
    daemon.errors(),
    /everything stays as it was: .*virttestd\.conf:1: expected an unsigned integer for 'log_level' parameter/,
  )
})
