// npm run deb: Debian packages of what was built, in build/deb. Takes dpkg-deb.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  commonOf,
  everyTakenOver,
  fill,
  packages,
  packagingFile,
  script,
  takenOver,
  usualSet,
  version,
} from './packages.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const work = join(project, 'build/deb')
const node = '/usr/bin/node'
const systemd = 252

function run(command, ...args) {
  const { status, error, stdout } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
  if (error || status !== 0)
    throw new Error(`${command} ${error ? `cannot be run: ${error.message}` : `ended with ${status}`}`)
  return stdout.trim()
}

const relation = (field, names) => (names.length > 0 ? [`${field}: ${names.join(', ')}`] : [])

/** Files of any of ours may have belonged to any of libvirt's: Debian 12 has most of them in two packages. */
function relations(row) {
  const taken = takenOver(row, 'deb')
  return [
    ...relation('Depends', [...commonOf(row).map(name => `${name} (= ${version})`), ...(row.requires?.deb ?? [])]),
    ...relation('Recommends', row.recommends?.deb ?? []),
    // With a version, so that packages of ours that provide the name are not meant.
    ...relation(
      'Conflicts',
      taken.map(name => `${name} (>= 0)`),
    ),
    ...relation('Replaces', replaced),
    ...relation('Provides', row.standsFor?.deb ?? taken),
  ].join('\n')
}

function build(row, folder, scripts) {
  const control = fill(packagingFile('deb/control'), { ...row, version, architecture, relations: row.relations })
  const own = join(folder, 'DEBIAN')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'control'), control)
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(own, name), text)
    chmodSync(join(own, name), 0o755)
  }
  const configuration = row.files.filter(path => path.startsWith('/etc/'))
  if (configuration.length > 0) writeFileSync(join(own, 'conffiles'), `${configuration.join('\n')}\n`)
  run('dpkg-deb', '--root-owner-group', '--build', folder, work)
}

const replaced = everyTakenOver('deb')
const head = '#!/bin/sh\nset -e\n'
const architecture = run('dpkg', '--print-architecture')
rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
const payload = join(work, 'payload')
run(
  process.execPath,
  join(project, 'tools/install-files.mjs'),
  '--destdir',
  payload,
  '--node',
  node,
  '--systemd',
  String(systemd),
  '--quiet',
)
const all = packages({ node, systemd })
for (const row of all) {
  const folder = join(work, row.name)
  for (const path of row.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(payload, path), join(folder, path), { verbatimSymlinks: true })
  }
  // dpkg remembers the version of a package that was removed and not purged: the mark tells an upgrade from a return.
  const mark = `mark=/var/lib/virtbus/${row.name}.removed\n`
  const fresh = `fresh=0\n[ -n "$2" ] && [ ! -e "$mark" ] || fresh=1\nrm -f "$mark"\n`
  const marking = 'mkdir -p /var/lib/virtbus\n: > "$mark"\n'
  const forget = 'rm -f "$mark"\n  rmdir /var/lib/virtbus 2> /dev/null || :'
  build({ ...row, relations: relations(row) }, folder, {
    postinst: `${head}[ "$1" = configure ] || exit 0\n${mark}${fresh}${script('installed', row)}`,
    prerm: `${head}[ "$1" = remove ] || exit 0\n${mark}${marking}${script('removed', row)}`,
    postrm: `${head}${mark}if [ "$1" = purge ]; then\n  ${forget}\nfi\n[ "$1" = remove ] || exit 0\n${script('gone', row)}`,
  })
}
const depends = `Depends: ${usualSet(all)
  .map(name => `${name} (= ${version})`)
  .join(', ')}`
build(
  {
    name: 'virtbus',
    summary: 'Host virtualization service, one daemon for each driver',
    files: [],
    relations: depends,
  },
  join(work, 'virtbus'),
  {},
)
