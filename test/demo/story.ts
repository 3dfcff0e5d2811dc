import { fileURLToPath } from 'node:url'
import { domainState } from '../../src/api/enums/domain.js'
import { guestXml } from '../guest/guestXml.js'
import { kvmObstacle } from '../guest/kvmObstacle.js'
import { leftovers } from './leftovers.js'
import { service, type Stage } from './Stage.js'

const name = 'virtbus-demo'
const connect = ['/org/libvirt/QEMU', 'org.libvirt.Connect'] as const
const domain = 'org.libvirt.Domain'
const consoleReader = fileURLToPath(new URL('../host/openConsole.js', import.meta.url))

/** A guest's whole life. @throws at the first thing that is not as it should be */
export async function story(stage: Stage): Promise<void> {
  const { place, narrator } = stage
  narrator.say(`Working on ${place.description}.`)
  const emulated = kvmObstacle()
  if (emulated !== undefined) narrator.result(`The guest is emulated, which is slower: ${emulated}.`)

  narrator.say('Nothing runs yet. The first call makes D-Bus start the daemon.')
  await stage.tell(...stage.call(...connect, 'ListDomains', 'u', '0'))

  narrator.say('Listening to what the daemon tells (gdbus monitor), and defining a guest.')
  await using events = place.start(['gdbus', 'monitor', `--${place.bus}`, '--dest', service])
  const xml = guestXml(place.guest, { name })
  narrator.result(xml)
  narrator.name('XML', xml)
  const defined = await stage.tell(...stage.call(...connect, 'DomainDefineXML', 's', xml))
  const path = /o "(.*)"/.exec(defined)?.[1] ?? ''
  narrator.name('GUEST', path)
  try {
    await live(stage, path)
  } catch (error) {
    await place.run(stage.call(path, domain, 'Destroy', 'u', '0'))
    await place.run(stage.call(path, domain, 'Undefine', 'u', '0'))
    throw error
  }

  narrator.say('What everybody who listened was told.')
  const lines = events.stdout.match(/^.*(DomainEvent|PropertiesChanged|Interfaces(Added|Removed)).*$/gm) ?? []
  narrator.result(lines.map(line => narrator.abbreviate(line).replace(/^(.{150}).+/, '$1…')).join('\n'))

  if (place.systemd) {
    narrator.say('What the journal has of the daemon and the guest.')
    const records = ['_SYSTEMD_UNIT=virtqemud.service', '+', `DOMAIN_NAME=${name}`]
    await stage.tell('journalctl', '--no-pager', '--no-hostname', '--output=short', '--since=-5min', ...records)
  }

  narrator.say('What is left of it: nothing.')
  const left = await leftovers(place, name)
  if (left !== '') throw new Error(`left behind:\n${left}`)
  narrator.result('no process, no file, no scope')
}

/** From the start of the guest to its end. */
async function live(stage: Stage, path: string): Promise<void> {
  const { place, narrator } = stage
  const call = (member: string, ...args: readonly string[]): string[] => stage.call(path, domain, member, ...args)
  const getState = call('GetState', 'u', '0')

  narrator.say('Starting it.')
  await stage.tell(...call('Create', 'u', '0'))
  await stage.tell(...getState)

  narrator.say('Its console, as a descriptor over the bus (org.virtbus.Domain1.OpenConsole).')
  await using console = place.start([process.execPath, consoleReader, place.bus, service, path])
  await console.shown(/virtbus guest ready[^]*guest# /)
  console.type('uname -sr; uptime\n')
  await console.shown(/up \d[^]*guest# /)
  narrator.result(printable(console.stdout))

  narrator.say('The guest as the bus and systemd see it.')
  for (const property of ['Name', 'Active', 'Id']) await stage.tell(...stage.property(path, domain, property))
  await stage.tell(...stage.property(path, 'org.virtbus.Domain1', 'State'))
  if (place.systemd) await stage.tell(...'systemctl list-units --no-legend --plain machine-qemu*.scope'.split(' '))

  if (place.ordinaryUser !== undefined) {
    narrator.say(`Somebody else (${place.ordinaryUser}) may not touch it, and is told why.`)
    const destroy = call('Destroy', 'u', '0')
    narrator.command(destroy)
    const { status, stderr } = await place.run(destroy, { user: place.ordinaryUser })
    narrator.result(stderr)
    if (status === 0) throw new Error(`${place.ordinaryUser} could destroy the guest`)
  }

  narrator.say('Killing the daemon does nothing to the guest; the next call finds it again.')
  if (place.systemd) await stage.killDaemon('systemctl', 'kill', '--signal=KILL', 'virtqemud.service')
  else await stage.killDaemon('sh', '-c', 'kill -KILL $(cat $XDG_RUNTIME_DIR/libvirt/virtqemud.pid)')
  const found = await stage.tell(...getState)
  if (!found.startsWith(`(ii) ${domainState.RUNNING} `)) throw new Error(`the guest did not survive: ${found}`)

  narrator.say('Shutting it down, as with the power button.')
  await stage.tell(...call('Shutdown', 'u', '0'))
  await stage.until(getState, state => state.startsWith(`(ii) ${domainState.SHUTOFF} `))
  await stage.tell(...getState)
  await stage.tell(...call('Undefine', 'u', '0'))
}

/** Without what a terminal would obey. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]|\r/g, '')
}
