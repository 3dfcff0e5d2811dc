// Makes the unit, activation and policy files of every daemon from the templates in units/. Run alone it writes them all to
// build/units to be read; tools/install-files.mjs takes those of the programs that were built.
// Options: --systemd N (what the target host runs; this machine's unless told).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { qemuAccount, systemdVersion } from './distribution.mjs'

const units = fileURLToPath(new URL('../units', import.meta.url))
const template = name => readFileSync(join(units, name), 'utf8')

/** Fills the @places@; a line that is nothing but an empty place goes. */
function fill(text, values) {
  return text
    .replace(/^@(\w+)@\n/gm, (_, name) => values[name].map(line => `${line}\n`).join(''))
    .replace(/@(\w+)@/g, (_, name) => values[name])
}

/** systemd 253 and later wait for a reload to be over; Debian 12 has 252, which ignores the signal's RELOADING=1 but gets it. */
const reloading = systemd => (systemd >= 253 ? 'notify-reload' : 'notify')

/** Names of the daemons that have units, in the order of the table. */
export const daemons = Object.keys(JSON.parse(template('daemons.json')))

/** @returns {{ to: string, text: string, mode: number }[]} the files of one daemon */
export function daemonFiles(daemon, { systemd = systemdVersion(), sbindir = '/usr/sbin' } = {}) {
  const row = JSON.parse(template('daemons.json'))[daemon]
  const values = {
    conflicts: 'libvirtd.service',
    busName: `org.libvirt.${daemon}`,
    ...row,
    daemon,
    sbindir,
    variable: `${daemon.toUpperCase()}_ARGS`,
    type: reloading(systemd),
    reload: '/bin/kill -HUP $MAINPID',
  }
  return [
    { from: 'daemon.service', to: `/usr/lib/systemd/system/${daemon}.service` },
    { from: 'activation.service', to: `/usr/share/dbus-1/system-services/${values.busName}.service` },
    { from: 'bus-policy.conf', to: `/usr/share/dbus-1/system.d/${values.busName}.conf` },
  ].map(({ from, to }) => ({ to, text: fill(template(from), values), mode: 0o644 }))
}

/** Users and folders that every daemon needs. */
export function accountFiles(account = qemuAccount()) {
  return [
    { from: 'sysusers.conf', to: '/usr/lib/sysusers.d/virtbus.conf' },
    { from: 'tmpfiles.conf', to: '/usr/lib/tmpfiles.d/virtbus.conf' },
  ].map(({ from, to }) => ({ to, text: fill(template(from), account), mode: 0o644 }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { systemd: { type: 'string' } } })
  const systemd = values.systemd === undefined ? systemdVersion() : Number(values.systemd)
  const out = fileURLToPath(new URL('../build/units', import.meta.url))
  for (const { to, text } of [...daemons.flatMap(daemon => daemonFiles(daemon, { systemd })), ...accountFiles()]) {
    mkdirSync(join(out, dirname(to)), { recursive: true })
    writeFileSync(join(out, to), text)
  }
}
