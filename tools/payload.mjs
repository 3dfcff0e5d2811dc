// The one list of what a package of ours contains, for installation here and for the packages of distributions.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manFiles } from './generate-man.mjs'
import { accountFiles, daemonFiles, daemons } from './generate-units.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))

const filesIn = (folder, suffix) => {
  const path = join(project, folder)
  return existsSync(path)
    ? readdirSync(path)
        .filter(name => name.endsWith(suffix))
        .toSorted()
    : []
}

const copies = (folder, suffix, to, mode = 0o644) =>
  filesIn(folder, suffix).map(name => ({ from: join(project, folder, name), to: `${to}/${name}`, mode }))

const SYSTEM_UNITS = '/usr/lib/systemd/system'

/** Where libvirt has the programs that are no daemons, below the prefix. */
const PLACES = {
  'virt-qemu-run': { folder: 'bin' },
  'libvirt-guests': { folder: 'libexec', name: 'libvirt-guests.sh' },
}

/** A program has a launcher with a #! line; /usr/sbin has a link, which Node follows before it looks at the name's ending. */
function program(name, prefix, node) {
  const place = { folder: 'sbin', name, ...PLACES[name] }
  const built = join(project, 'build/bin', name)
  const target = `${prefix}/lib/virtbus/bin/${name}`
  const parts = ['.js', '.code'].filter(part => existsSync(built + part))
  return [
    {
      to: `${target}.cjs`,
      text: readFileSync(built, 'utf8').replace(/^(#!.*) node\b/, (_, before) => `${before} ${node}`),
      mode: 0o755,
    },
    ...parts.map(part => ({ from: built + part, to: target + part, mode: 0o644 })),
    { to: `${prefix}/${place.folder}/${place.name}`, link: `../lib/virtbus/bin/${name}.cjs` },
  ]
}

/** Units of libvirt-guests. */
const guestFiles = prefix =>
  ['libvirt-guests.service', 'libvirt-guests-sleep.service'].map(name => ({
    to: `${SYSTEM_UNITS}/${name}`,
    text: readFileSync(join(project, 'units', name), 'utf8').replaceAll('@prefix@', prefix),
    mode: 0o644,
  }))

/** What is enabled after a fresh installation: one daemon per driver, and the guests' start and stop. */
function presetFile(programs) {
  const here = daemons.filter(name => programs.includes(name))
  const lines = here.flatMap(daemon =>
    daemonFiles(daemon)
      .map(({ to }) => basename(to))
      .filter(name => /^[a-z]+(-(ro|admin))?\.(service|socket)$/.test(name))
      .map(unit => `${daemon === 'libvirtd' ? 'disable' : 'enable'} ${unit}`),
  )
  const guests = ['enable libvirt-guests.service', 'disable libvirt-guests-sleep.service']
  const ports = 'disable virtproxyd-t*.socket\ndisable libvirtd-t*.socket'
  const text = `${[...lines, ports, ...guests].join('\n')}\n`
  return { to: '/usr/lib/systemd/system-preset/90-virtbus.preset', text, mode: 0o644 }
}

/** bash looks for a file of the command's name. */
function completionFiles(programs) {
  const folder = '/usr/share/bash-completion/completions'
  const commands = programs.filter(name => name !== 'libvirt-guests')
  return [
    { from: join(project, 'packaging/completion/virtbus.bash'), to: `${folder}/virtbus`, mode: 0o644 },
    ...commands.map(name => ({ to: `${folder}/${name}`, link: 'virtbus' })),
  ]
}

/**
 * @param options.prefix of programs and libraries; what systemd, the bus and polkit read is always below /usr
 * @param options.node the interpreter in the programs' #! lines
 * @param options.systemd major version of systemd on the target host
 * @returns {({ to: string, mode: number, from: string } | { to: string, mode: number, text: string } | { to: string, link: string })[]}
 */
export function payload({ prefix = '/usr', node = 'node', systemd } = {}) {
  // What the sources make, not whatever else lies in build/bin.
  const sources = filesIn('src/bin', '.ts').map(name => basename(name, '.ts'))
  const programs = sources.filter(name => existsSync(join(project, 'build/bin', name)))
  return [
    ...programs.flatMap(name => program(name, prefix, node)),
    ...copies('build/native', '.node', `${prefix}/lib/virtbus/native`, 0o755),
    ...daemons
      .filter(name => programs.includes(name))
      .flatMap(name => daemonFiles(name, { systemd, sbindir: `${prefix}/sbin` }))
      // Two daemons share a name on the bus.
      .filter(({ to }, index, all) => all.findIndex(other => other.to === to) === index),
    ...(programs.includes('libvirt-guests') ? guestFiles(prefix) : []),
    ...accountFiles(),
    ...copies('units', '.target', SYSTEM_UNITS),
    {
      from: join(project, 'units/dbus.conf'),
      to: `${SYSTEM_UNITS}/dbus.service.d/50-virtbus.conf`,
      mode: 0o644,
    },
    ...copies('dbus', '.xml', '/usr/share/dbus-1/interfaces'),
    ...copies('polkit', '.policy', '/usr/share/polkit-1/actions'),
    ...copies('polkit', '.rules', '/usr/share/polkit-1/rules.d'),
    ...copies('polkit/examples', '.rules', '/usr/share/doc/virtbus/polkit'),
    ...copies('units', '.catalog', '/usr/lib/systemd/catalog'),
    presetFile(programs),
    ...manFiles(programs),
    ...completionFiles(programs),
    { from: join(project, 'packaging/logrotate/virtbus'), to: '/etc/logrotate.d/virtbus', mode: 0o644 },
  ]
}

/** Base names of the programs that the payload holds. */
export const programsOf = files =>
  files.flatMap(({ to, link }) => (link?.includes('lib/virtbus/bin/') ? [basename(to)] : []))
