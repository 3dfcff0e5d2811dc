// Has a program compile what its start needs, so that V8 need not do it on every host at every start: the program is run for a
// moment, a daemon as a session's of its own, and what was compiled until then is kept.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { daemons } from './generate-units.mjs'

const recorder = fileURLToPath(new URL('recordCode.cjs', import.meta.url))

/** Longest such run, milliseconds. */
const patience = 20_000

/** A definition for the daemon to find; nothing of this machine is in it, and no emulator is asked. */
const guest = `<domain type='kvm'>
  <name>guest</name>
  <uuid>00000000-0000-4000-8000-000000000000</uuid>
  <memory unit='KiB'>1048576</memory>
  <vcpu placement='static'>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
  </os>
  <devices>
    <emulator>/nonexistent/qemu-system-x86_64</emulator>
    <controller type='pci' index='0' model='pcie-root'/>
  </devices>
</domain>
`

/** The options in the launcher's first line; code compiled with others would be refused. */
const optionsOf = launcher => {
  const [, options = ''] = /^#!.*\bnode\b(.*)$/m.exec(readFileSync(launcher, 'utf8')) ?? []
  return options.split(' ').filter(Boolean)
}

/** Runs the program; a daemon until it serves, another one for its help. */
async function record(launcher, folder) {
  const isDaemon = daemons.includes(basename(launcher))
  const place = name => join(folder, name)
  mkdirSync(place('config/libvirt/qemu'), { recursive: true })
  mkdirSync(place('run'), { mode: 0o700 })
  writeFileSync(place('config/libvirt/qemu/guest.xml'), guest)
  const env = {
    PATH: '/nonexistent',
    HOME: folder,
    XDG_CONFIG_HOME: place('config'),
    XDG_CACHE_HOME: place('cache'),
    XDG_DATA_HOME: place('data'),
    XDG_RUNTIME_DIR: place('run'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${place('bus')}`,
    LIBVIRT_DEBUG: '2',
    LIBVIRT_LOG_OUTPUTS: '2:stderr',
  }
  const bus = isDaemon ? await startBus(place('bus')) : undefined
  const args = [...optionsOf(launcher), recorder, launcher, isDaemon ? '--session' : '--help']
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', isDaemon ? 'pipe' : 'ignore'] })
  const killer = setTimeout(() => program.kill('SIGKILL'), patience)
  const ended = once(program, 'exit')
  let told = ''
  program.stderr?.setEncoding('utf8').on('data', text => {
    told += text
    // A little later, for what it does once it serves.
    if (told.includes(' is serving')) setTimeout(() => program.kill('SIGTERM'), 200)
  })
  const [status] = await ended
  clearTimeout(killer)
  bus?.kill()
  if (status !== 0 || !existsSync(`${launcher}.code`)) console.error(`${launcher} is left to compile itself: ${told}`)
}

/** A bus of its own, where there is one to be had. */
async function startBus(path) {
  const bus = spawn(
    'dbus-daemon',
    ['--session', '--nofork', '--nopidfile', '--print-address', `--address=unix:path=${path}`],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const there = await Promise.race([once(bus.stdout, 'data').then(() => true), once(bus, 'error').then(() => false)])
  return there ? bus : undefined
}

/** @param launcher made by `bundle` */
export async function compileProgram(launcher) {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-compile-'))
  try {
    await record(launcher, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
