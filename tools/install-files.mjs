// Installs what was built, as a package would: node tools/install-files.mjs --destdir DIR [--prefix /usr] [--node PATH] [--quiet]
// Without --destdir it installs into this machine, and then tells systemd, the bus and polkit about it.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { payload, programsOf } from './payload.mjs'

const { values: options } = parseArgs({
  options: {
    destdir: { type: 'string', default: '/' },
    prefix: { type: 'string', default: '/usr' },
    node: { type: 'string' },
    systemd: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})

/** Beside the target first: a running daemon keeps the file it has, and nobody ever sees half of one. */
function place(file, path) {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  if (file.link) symlinkSync(file.link, fresh)
  else if (file.from) copyFileSync(file.from, fresh)
  else writeFileSync(fresh, file.text)
  if (!file.link) chmodSync(fresh, file.mode)
  renameSync(fresh, path)
}

const files = payload({
  prefix: options.prefix,
  node: options.node,
  systemd: options.systemd && Number(options.systemd),
})
/** As packages do: what an administrator may have changed stays. */
const kept = files.filter(({ to }) => to.startsWith('/etc/') && existsSync(join(options.destdir, to)))
for (const file of files.filter(file => !kept.includes(file))) place(file, join(options.destdir, file.to))
if (!options.quiet) {
  const programs = programsOf(files)
  console.log(
    `Installed ${files.length - kept.length} files into ${options.destdir}: ${programs.join(', ') || 'no program is built yet'}`,
  )
  if (kept.length > 0) console.log(`Left as they are: ${kept.map(({ to }) => to).join(', ')}`)
}

if (options.destdir === '/') {
  for (const command of [
    'systemd-sysusers',
    'systemd-tmpfiles --create virtbus.conf',
    'journalctl --update-catalog',
    'systemctl daemon-reload',
    'systemctl reload dbus.service',
  ]) {
    const [name, ...args] = command.split(' ')
    const { status, error } = spawnSync(name, args, { stdio: 'inherit' })
    if (error || status !== 0) console.error(`Not done: ${command}. Run it yourself before the daemons can be used.`)
  }
}
