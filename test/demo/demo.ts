// npm run demo: a guest's whole life over the bus, with the commands that do the same by hand. With --session it is a user's own
// bus and daemon; otherwise the system's, of this machine if ours is installed on it, or of a throw-away host.
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { domainState } from '../../src/api/enums/domain.js'
import { guestXml } from '../guest/guestXml.js'
import { kvmObstacle } from '../guest/kvmObstacle.js'
import { hostObstacle } from '../host/hostObstacle.js'
import type { DemoPlace } from './DemoPlace.js'
import { Narrator } from './Narrator.js'
import { privateSession } from './privateSession.js'
import { throwAwayHost } from './throwAwayHost.js'
import { isInstalledHere, thisMachine } from './thisMachine.js'

const demoName = 'virtbus-demo'
const service = 'org.libvirt.virtqemud'
const connect = ['/org/libvirt/QEMU', 'org.libvirt.Connect'] as const
const narrator = new Narrator(text => void process.stdout.write(text))

async function choosePlace(): Promise<DemoPlace> {
  if (process.argv.includes('--session')) return privateSession()
  if (isInstalledHere()) return thisMachine()
  return hostObstacle() === undefined ? throwAwayHost() : privateSession()
}

const place = await choosePlace()
try {
  await show(place)
} catch (error) {
  narrator.say('The demo did not succeed.')
  if (place.systemd) await tell(place, ...'journalctl --no-pager --lines=40 --unit=virtqemud.service'.split(' '))
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await place.close()
}

/** Runs a command before the reader's eyes. @throws when it fails */
async function tell(place: DemoPlace, ...command: readonly string[]): Promise<string> {
  narrator.command(command)
  const { status, stdout, stderr } = await place.run(command)
  narrator.result(stdout + stderr)
  if (status !== 0) throw new Error(`'${command[0]} ${command[1]}…' ended with ${status}`)
  return stdout
}

/** A method call as busctl takes it, on the bus of the demo. */
function call(path: string, iface: string, member: string, ...args: readonly string[]): string[] {
  return [...busctl(), 'call', service, path, iface, member, ...args]
}

function busctl(): string[] {
  return place.bus === 'system' ? ['busctl'] : ['busctl', '--user']
}

async function show(place: DemoPlace): Promise<void> {
  narrator.say(`Working on ${place.description}.`)
  const emulated = kvmObstacle()
  if (emulated !== undefined) narrator.result(`The guest is emulated, which is slower: ${emulated}.`)

  narrator.say('Nothing runs yet. The first call makes D-Bus start the daemon.')
  await tell(place, ...call(...connect, 'ListDomains', 'u', '0'))

  narrator.say('Listening to what the daemon tells (gdbus monitor), and defining a guest.')
  await using events = place.start(['gdbus', 'monitor', `--${place.bus}`, '--dest', service])
  const xml = guestXml(place.guest, { name: demoName })
  narrator.result(xml)
  narrator.name('XML', xml)
  const defined = await tell(place, ...call(...connect, 'DomainDefineXML', 's', xml))
  const path = /o "(.*)"/.exec(defined)?.[1] ?? ''
  narrator.name('GUEST', path)

  narrator.say('Starting it.')
  await tell(place, ...call(path, 'org.libvirt.Domain', 'Create', 'u', '0'))
  await tell(place, ...call(path, 'org.libvirt.Domain', 'GetState', 'u', '0'))

  narrator.say('Its console, as a descriptor over the bus (org.virtbus.Domain1.OpenConsole).')
  const reader = fileURLToPath(new URL('../host/openConsole.js', import.meta.url))
  await using console = place.start([process.execPath, reader, place.bus, service, path])
  await console.shown(/virtbus guest ready[^]*guest# /, 60_000)
  console.type('uname -sr; uptime\n')
  await console.shown(/up \d[^]*guest# /)
  narrator.result(printable(console.stdout))

  narrator.say('The guest as the bus and systemd see it.')
  for (const property of ['Name', 'Active', 'Id']) {
    await tell(place, ...busctl(), 'get-property', service, path, 'org.libvirt.Domain', property)
  }
  await tell(place, ...busctl(), 'get-property', service, path, 'org.virtbus.Domain1', 'State')
  if (place.systemd) await tell(place, 'systemctl', 'list-units', '--no-legend', '--plain', 'machine-qemu*.scope')

  if (place.ordinaryUser !== undefined) {
    narrator.say(`Somebody else (${place.ordinaryUser}) may not touch it, and is told why.`)
    const refused = call(path, 'org.libvirt.Domain', 'Destroy', 'u', '0')
    narrator.command(refused)
    const { status, stderr } = await place.run(refused, { user: place.ordinaryUser })
    narrator.result(stderr)
    if (status === 0) throw new Error(`${place.ordinaryUser} could destroy the guest`)
  }

  narrator.say('Killing the daemon does nothing to the guest; the next call finds it again.')
  if (place.systemd) await tell(place, 'systemctl', 'kill', '--signal=KILL', 'virtqemud.service')
  else await tell(place, 'sh', '-c', 'kill -KILL $(cat $XDG_RUNTIME_DIR/libvirt/virtqemud.pid)')
  await until(place, ownerOf(), 'b false')
  const found = await tell(place, ...call(path, 'org.libvirt.Domain', 'GetState', 'u', '0'))
  expect(found, `(ii) ${domainState.RUNNING} `, 'the guest is not running after the daemon was killed')

  narrator.say('Shutting it down, as with the power button.')
  await tell(place, ...call(path, 'org.libvirt.Domain', 'Shutdown', 'u', '0'))
  await until(place, call(path, 'org.libvirt.Domain', 'GetState', 'u', '0'), `(ii) ${domainState.SHUTOFF} `)
  await tell(place, ...call(path, 'org.libvirt.Domain', 'GetState', 'u', '0'))
  await tell(place, ...call(path, 'org.libvirt.Domain', 'Undefine', 'u', '0'))

  narrator.say('What everybody who listened was told.')
  narrator.result(told(events.stdout))

  if (place.systemd) {
    narrator.say('What the journal has of the daemon and the guest.')
    const records = ['_SYSTEMD_UNIT=virtqemud.service', '+', `DOMAIN_NAME=${demoName}`]
    await tell(place, 'journalctl', '--no-pager', '--no-hostname', '--output=short', ...records)
  }

  narrator.say('What is left of it: nothing.')
  const left = await leftovers(place)
  if (left !== '') throw new Error(`left behind:\n${left}`)
  narrator.result('no process, no file, no scope')
}

/** The lines of gdbus monitor about the guest, as long as a line should be. */
function told(output: string): string {
  const lines = output.split('\n').filter(line => /DomainEvent|PropertiesChanged|Interfaces(Added|Removed)/.test(line))
  return lines.map(line => narrator.abbreviate(line).replace(/^(.{150}).+/, '$1…')).join('\n')
}

/** Repeats a command until its answer begins like that, for at most a minute. */
async function until(place: DemoPlace, command: readonly string[], answer: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { stdout } = await place.run(command)
    if (stdout.startsWith(answer)) return
    await sleep(100)
  }
  throw new Error(`'${command.join(' ')}' never answered ${answer}`)
}

function ownerOf(): string[] {
  const bus = 'org.freedesktop.DBus'
  return [...busctl(), 'call', bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', service]
}

async function leftovers(place: DemoPlace): Promise<string> {
  const looks = [
    `pgrep --list-full --full 'guest=${demoName}'`,
    `find ${place.folders.join(' ')} -name '*${demoName}*'`,
    ...(place.systemd ? ["systemctl list-units --no-legend --plain 'machine-qemu*.scope' | grep virtbus"] : []),
  ]
  const found = await place.run(['sh', '-c', looks.join('; ')])
  // The look itself has the name in its command line.
  return found.stdout
    .split('\n')
    .filter(line => line !== '' && !line.includes('pgrep'))
    .join('\n')
}

function expect(text: string, start: string, complaint: string): void {
  if (!text.startsWith(start)) throw new Error(`${complaint}: ${text}`)
}

/** Without what a terminal would obey. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]|\r/g, '')
}
