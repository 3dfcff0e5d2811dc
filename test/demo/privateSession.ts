import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-demo-'))
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
    folders: [folder],
    ordinaryUser: undefined,
    start: command => startHere(command, env),
    run: command => startHere(command, env).finished,
    close: async () => {
      await stopDaemon(at('run/libvirt/virtqemud.pid'))
      await bus[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The daemon ends with its bus; its pid file goes when it is done. */
async function stopDaemon(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM')
  for (let attempt = 0; attempt < 100 && existsSync(pidFile); attempt++) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
