// Clients that others wrote, against the daemon itself: each asks something and is told of something.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { callDoor, testPath } from '../doorOn.js'
import { type SessionService, sessionService } from '../sessionService.js'

const run = promisify(execFile)
const python = '/usr/bin/python3'
const domain = `${testPath}/domain/_6695eb01_f6a4_8304_79aa_97f2502e193f`
/** Suspended or resumed. */
const events = '[34]'

/** The program's lines; it ends with the test. */
function listen(t: Test, child: ChildProcess): AsyncIterator<string> {
  t.teardown(() => child.kill())
  if (!child.stdout) throw new TypeError('its output is not ours')
  return createInterface(child.stdout)[Symbol.asyncIterator]()
}

async function until(lines: AsyncIterator<string>, pattern: RegExp): Promise<string> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    if (pattern.test(line.value)) return line.value
  }
  throw new Error(`it ended without ${pattern}`)
}

/** Suspends the guest again and again until the listener has heard of it: monitors do not say when they listen. */
async function somethingHappens<T>({ connect }: SessionService, heard: Promise<T>): Promise<T> {
  const client = await connect()
  let isHeard = false
  void heard.then(() => (isHeard = true))
  for (let round = 0; round < 100 && !isHeard; round++) {
    await callDoor(client, domain, 'Domain.Suspend')
    await callDoor(client, domain, 'Domain.Resume')
    await sleep(50)
  }
  return heard
}

/** Programs that print the guest they found, and then the event they were told. */
const proxies: [title: string, needs: readonly string[], command: readonly string[]][] = [
  ['dbus-python', [python, '-c', 'import dbus, gi'], [python, 'test/bus/clients/pythonDbus.py']],
  ['GLib’s proxies', [python, '-c', 'import gi'], [python, 'test/bus/clients/glibProxy.py']],
  ['dbus-next', [process.execPath, '--version'], [process.execPath, 'test/bus/clients/dbusNext.mjs']],
]
const lacking = ([program = '', ...args]: readonly string[]) =>
  spawnSync(program, args).status === 0 ? false : `${program} ${args.join(' ')} does not work here`

t.test('a daemon of a session, on a bare dbus-daemon', async t => {
  const service = await sessionService(t)
  const { address, connect } = service

  await t.test('serves org.libvirt with the test driver', async t => {
    const client = await connect()
    t.same(await callDoor(client, testPath, 'Connect.ListDomains', 'u', [0]), [domain])
    t.match(await callDoor(client, testPath, 'Connect.GetCapabilities'), /<capabilities>/)
  })

  for (const [title, needs, [program = '', ...args]] of proxies) {
    await t.test(`${title} ask and listen`, { skip: lacking(needs) }, async t => {
      const child = spawn(program, [...args, address, testPath], { stdio: ['ignore', 'pipe', 'inherit'] })
      const lines = listen(t, child)
      t.equal(await until(lines, /^guest /), 'guest test')
      const event = await somethingHappens(service, until(lines, /^event /))
      t.match(event, new RegExp(`^event ${domain} ${events} 0$`))
    })
  }

  await t.test('gdbus calls and monitors', { skip: lacking(['gdbus', 'help']) }, async t => {
    const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address }
    const to = ['--session', '--dest', 'org.libvirt', '--object-path', domain]
    const { stdout } = await run('gdbus', ['call', ...to, '--method', 'org.libvirt.Domain.GetState', '0'], { env })
    t.match(stdout, /^\(\(1, \d+\),\)$/m)
    const monitor = spawn('gdbus', ['monitor', '--session', '--dest', 'org.libvirt'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const heard = until(listen(t, monitor), /DomainEvent/)
    const line = await somethingHappens(service, heard)
    const shown = `^${testPath}: org\\.libvirt\\.Connect\\.DomainEvent \\(objectpath '${domain}', ${events}, 0\\)$`
    t.match(line, new RegExp(shown))
  })

  await t.test('busctl calls and monitors', { skip: lacking(['busctl', '--version']) }, async t => {
    const call = ['call', 'org.libvirt', domain, 'org.libvirt.Domain', 'GetXMLDesc', 'u', '0']
    t.match((await run('busctl', [`--address=${address}`, ...call])).stdout, /<name>test<\/name>/)
    const monitor = spawn('busctl', [`--address=${address}`, '--json=short', 'monitor', 'org.libvirt'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const heard = until(listen(t, monitor), /"member":"DomainEvent"/)
    const told = JSON.parse(await somethingHappens(service, heard))
    t.match(told.payload, { type: 'oii', data: [domain, Number, 0] })
  })
})
