// npm run rpm: RPM packages of what was built, in build/rpm. Takes rpmbuild.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commonOf, fill, packages, packagingFile, script, takenOver, usualSet, version } from './packages.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const work = join(project, 'build/rpm')
const node = '/usr/bin/node'
const systemd = 254

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error || status !== 0)
    throw new Error(`${command} ${error ? `cannot be run: ${error.message}` : `ended with ${status}`}`)
}

/** Version of libvirt that our packages stand for. */
const libvirt = '11.3.0'

function requirements(row) {
  const lines = [
    ...commonOf(row).map(name => `Requires: ${name} = %{version}-%{release}`),
    ...(row.requires?.rpm ?? []).map(name => `Requires: ${name}`),
    ...(row.recommends?.rpm ?? []).map(name => `Recommends: ${name}`),
    ...takenOver(row, 'rpm').map(name => `Conflicts: ${name}`),
    ...(row.standsFor?.rpm ?? takenOver(row, 'rpm')).map(name => `Provides: ${name} = ${libvirt}`),
  ]
  return lines.join('\n')
}

/** What rpm runs for a package; one that has nothing to do says nothing. */
function scripts(row) {
  const whenGone = text => `if [ "$1" = 0 ]; then\n${text}\nfi`
  const sections = [
    ['post', script('installed', row), text => `fresh=$1\n${text}`],
    ['preun', script('removed', row), whenGone],
    ['postun', script('gone', row), whenGone],
  ]
  return sections
    .filter(([, text]) => text !== '')
    .map(([section, text, wrap]) => `%${section} -n ${row.name}\n${wrap(text.trimEnd())}\n`)
    .join('\n')
}

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
run(
  process.execPath,
  join(project, 'tools/install-files.mjs'),
  '--destdir',
  join(work, 'payload'),
  '--node',
  node,
  '--systemd',
  String(systemd),
  '--quiet',
)
const all = packages({ node, systemd })
for (const { name, files } of all) {
  // Where somebody may have made changes, they stay.
  const line = path =>
    path.startsWith('/etc/') ? `%config(noreplace) ${path}` : /\/man\d\//.test(path) ? `${path}*` : path
  writeFileSync(join(work, `${name}.files`), `${files.map(line).join('\n')}\n`)
}
const parts = all.map(row =>
  fill(packagingFile('rpm/package.spec'), {
    name: row.name,
    summary: row.summary,
    // Programs are text; the add-on is not.
    architecture: row.files.some(path => path.endsWith('.node')) ? '' : 'BuildArch: noarch',
    requirements: requirements(row),
    scripts: scripts(row),
    list: join(work, `${row.name}.files`),
  }),
)
const spec = fill(packagingFile('rpm/virtbus.spec'), {
  version,
  all: usualSet(all)
    .map(name => `${name} = %{version}-%{release}`)
    .join(', '),
  packages: parts.join('\n'),
})
writeFileSync(join(work, 'virtbus.spec'), spec)
run(
  'rpmbuild',
  '-bb',
  '--quiet',
  '--define',
  `_topdir ${work}/top`,
  '--define',
  `_rpmdir ${work}`,
  '--define',
  `payload ${work}/payload`,
  join(work, 'virtbus.spec'),
)

const rpms = readdirSync(work, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.rpm'))
console.log(`Made ${rpms.length} packages in ${work}`)
const lint = spawnSync(
  'rpmlint',
  ['--ignore-unused-rpmlintrc', '-r', join(project, 'packaging/rpm/rpmlintrc'), ...rpms.map(name => join(work, name))],
  {
    encoding: 'utf8',
  },
)
// rpmlint may be missing where packages are only made.
if (!lint.error) {
  process.stdout.write(lint.stdout)
  if (lint.status !== 0) process.exitCode = 1
}
