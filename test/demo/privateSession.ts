import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { guestImage } from '../guest/guestImage.js'
import type { DemoPlace } from './DemoPlace.js'
import { startHere } from './startHere.js'

const program = fileURLToPath(new URL('../../bin/virtqemud', import.meta.url))

/**
 * A session bus of the demo's own, whose virtqemud keeps everything below one temporary folder: for users without root, and
 * for containers without privileges. The daemon is started by the bus, as on a desktop.
 */
export async function privateSession(): Promise<DemoPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-session-'))
  const at = (name: string): string => join(folder, name)
  for (const name of ['services', 'config', 'cache', 'data', 'run']) mkdirSync(at(name), { mode: 0o700 })
  writeFileSync(
    at('services/org.libvirt.virtqemud.service'),
    `[D-BUS Service]\nName=org.libvirt.virtqemud\nExec=${process.execPath} ${program} --session --timeout 120\n`,
  )
  writeFileSync(
    at('bus.conf'),
    `<busconfig><type>session</type><listen>unix:path=${at('run/bus')}</listen><auth>EXTERNAL</auth>
    <servicedir>${at('services')}</servicedir><policy context="default"><allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
  )
  const env = {
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${at('run/bus')}`,
    XDG_CONFIG_HOME: at('config'),
    XDG_CACHE_HOME: at('cache'),
    XDG_DATA_HOME: at('data'),
    XDG_RUNTIME_DIR: at('run'),
  }
  const bus = startHere(['dbus-daemon', `--config-file=${at('bus.conf')}`, '--nofork', '--print-address'], env)
  await bus.shown(/unix:/)
  return {
    description: 'a session bus of its own, with nothing of the system touched',
    bus: 'session',
    systemd: false,
    guest: guestImage(),
    folders: [at('config'), at('run'), at('data')],
    ordinaryUser: undefined,
    start: command => startHere(command, env),
    run: command => startHere(command, env).finished,
    close: async () => {
      await stopProcess(at('run/libvirt/virtqemud.pid'))
      for (const guest of pidFilesIn(at('run/libvirt/qemu/run'))) await stopProcess(guest)
      await bus[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Ends what a pid file names: the daemon, or a guest that a demo which failed has left. */
async function stopProcess(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  const process = `/proc/${pid}`
  try {
    kill(pid, 'SIGTERM')
  } catch {
    return // it has ended already
  }
  for (let attempt = 0; attempt < 100 && existsSync(process); attempt++) await sleep(50)
}

const pidFilesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).flatMap(name => (name.endsWith('.pid') ? [join(folder, name)] : [])) : []
