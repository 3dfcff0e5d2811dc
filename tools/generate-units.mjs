// Makes the unit, activation and policy files of every daemon from the templates in units/. Run alone it writes them all to
// build/units to be read; tools/install-files.mjs takes those of the programs that were built.
// Options: --systemd N (what the target host runs; this machine's unless told).
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { qemuAccount, systemdVersion } from './distribution.mjs'

const units = fileURLToPath(new URL('../units', import.meta.url))
const template = name => readFileSync(join(units, name), 'utf8')

const table = JSON.parse(template('daemons.json'))

/** Fills the @places@; a line that is nothing but an empty place goes. */
function fill(text, values) {
  return text
    .replace(/^@(\w+)@\n/gm, (_, name) => values[name].map(line => `${line}\n`).join(''))
    .replace(/@(\w+)@/g, (_, name) => values[name])
}

/** systemd 253 and later wait for a reload to be over; Debian 12 has 252, which ignores the signal's RELOADING=1 but gets it. */
const reloading = systemd => (systemd >= 253 ? 'notify-reload' : 'notify')

/** Names of the daemons that have units, in the order of the table. */
export const daemons = Object.keys(table)

/** Who listen on the sockets that clients always knew: one of the two at a time, since both conflict. */
const CLASSIC = ['libvirtd', 'virtproxyd']

/** Their name on the bus starts whichever of them is enabled, by this alias; none enabled, the one that is installed with it. */
const CLASSIC_ALIAS = 'dbus-org.libvirt.service'

/** Where each kind of socket listens; a daemon's paths begin with its name, except the classic ones'. Ports are opened only on request. */
const SOCKETS = {
  '': { what: 'main', listen: name => `/run/libvirt/${name}-sock`, mode: '0666' },
  '-ro': { what: 'read-only', listen: name => `/run/libvirt/${name}-sock-ro`, mode: '0666' },
  '-admin': { what: 'admin', listen: name => `/run/libvirt/${name}-admin-sock`, mode: '0600' },
  '-tcp': { what: 'TCP', listen: () => '16509', optional: true },
  '-tls': { what: 'TLS', listen: () => '16514', optional: true },
}

/** The kinds that are enabled and started together with the daemon. */
const usual = sockets => sockets.filter(suffix => !SOCKETS[suffix].optional)

/** One socket unit of a daemon. Every kind but the main one goes with the main one, and none beside libvirtd's of its kind. */
function socketFile(daemon, suffix) {
  const { description, sockets } = table[daemon]
  const { what, listen, mode } = SOCKETS[suffix]
  const end = daemon === 'libvirtd' ? [] : [`PropagatesStopTo=${daemon}.service`]
  const main = suffix === '' ? end : [`BindsTo=${daemon}.socket`, `After=${daemon}.socket`]
  const rival = daemon === 'libvirtd' ? [] : [`Conflicts=libvirtd${suffix}.socket`, `After=libvirtd${suffix}.socket`]
  const values = {
    daemon,
    description,
    what,
    unit: [...main, ...rival],
    listen: listen(CLASSIC.includes(daemon) ? 'libvirt' : daemon),
    socket: mode ? [`SocketMode=${mode}`, 'RemoveOnStop=yes'] : [],
    also: usual(sockets)
      .filter(other => other !== suffix)
      .map(other => `Also=${daemon}${other}.socket`),
  }
  const text = fill(template('daemon.socket'), values)
  return { to: `/usr/lib/systemd/system/${daemon}${suffix}.socket`, text, mode: 0o644 }
}

/**
 * What ties a service to its sockets. It wants them, so that masking them leaves a daemon that opens its own; that a modular
 * daemon ends with its main socket, as libvirt's BindsTo= has it, is said by the socket (PropagatesStopTo=).
 */
function socketLines(daemon) {
  const [main, ...others] = usual(table[daemon].sockets).map(suffix => `${daemon}${suffix}.socket`)
  if (!main) return { unit: [], install: [] }
  const all = [main, ...others]
  return {
    unit: [...all.map(unit => `Wants=${unit}`), `After=${all.join(' ')}`],
    install: all.map(unit => `Also=${unit}`),
  }
}

/** @returns {({ to: string, text: string, mode: number } | { to: string, link: string })[]} the files of one daemon */
export function daemonFiles(daemon, { systemd = systemdVersion(), sbindir = '/usr/sbin' } = {}) {
  const row = { conflicts: 'libvirtd.service', busName: `org.libvirt.${daemon}`, ...table[daemon] }
  const sockets = socketLines(daemon)
  const classic = CLASSIC.includes(daemon)
  const values = {
    ...row,
    daemon,
    sbindir,
    unit: [...sockets.unit, ...row.unit],
    // systemd refuses a second unit with the same name on the bus.
    bus: row.bus && daemon !== 'virtproxyd' ? [`BusName=${row.busName}`] : [],
    variable: `${daemon.toUpperCase()}_ARGS`,
    type: reloading(systemd),
    reload: '/bin/kill -HUP $MAINPID',
    install: [...sockets.install, ...(classic ? [`Alias=${CLASSIC_ALIAS}`] : [])],
    activated: classic ? CLASSIC_ALIAS : `${daemon}.service`,
  }
  const onBus = [
    { from: 'activation.service', to: `/usr/share/dbus-1/system-services/${row.busName}.service` },
    { from: 'bus-policy.conf', to: `/usr/share/dbus-1/system.d/${row.busName}.conf` },
  ]
  const files = [{ from: 'daemon.service', to: `/usr/lib/systemd/system/${daemon}.service` }, ...(row.bus ? onBus : [])]
  return [
    ...files.map(({ from, to }) => ({ to, text: fill(template(from), values), mode: 0o644 })),
    ...row.sockets.map(suffix => socketFile(daemon, suffix)),
    ...(daemon === 'libvirtd' ? [{ to: `/usr/lib/systemd/system/${CLASSIC_ALIAS}`, link: 'libvirtd.service' }] : []),
  ]
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
  for (const { to, text, link } of [
    ...daemons.flatMap(daemon => daemonFiles(daemon, { systemd })),
    ...accountFiles(),
  ]) {
    mkdirSync(join(out, dirname(to)), { recursive: true })
    rmSync(join(out, to), { force: true })
    if (link) symlinkSync(link, join(out, to))
    else writeFileSync(join(out, to), text)
  }
}
