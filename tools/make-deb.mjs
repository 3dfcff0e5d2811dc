// npm run deb: Debian packages of what was built, in build/deb. Takes dpkg-deb.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commonOf, fill, packages, packagingFile, script, takenOver, usualSet, version } from './packages.mjs'

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

function relations(row) {
  const taken = takenOver(row, 'deb')
  return [
    ...relation('Depends', [...commonOf(row).map(name => `${name} (= ${version})`), ...(row.requires?.deb ?? [])]),
    ...relation('Recommends', row.recommends?.deb ?? []),
    ...relation('Conflicts', taken),
    ...relation('Replaces', taken),
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
  build({ ...row, relations: relations(row) }, folder, {
    postinst: `${head}[ "$1" = configure ] || exit 0\nfresh=0\n[ -n "$2" ] || fresh=1\n${script('installed', row)}`,
    prerm: `${head}[ "$1" = remove ] || exit 0\n${script('removed', row)}`,
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
