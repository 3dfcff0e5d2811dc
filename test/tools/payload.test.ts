// What is installed explains itself: pages for everything that people meet, and completion of what they type.
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import t from 'tap'

interface Installed {
  readonly to: string
  readonly link?: string
  readonly text?: string
}
const script = "import('./tools/payload.mjs').then(({ payload }) => console.log(JSON.stringify(payload())))"
const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', maxBuffer: 1 << 28 })
const files: readonly Installed[] = JSON.parse(stdout)
const pages = new Set(files.flatMap(({ to }) => /\/man\d\/(.*)$/.exec(to)?.[1] ?? []))
const programs = files
  .filter(({ link }) => link?.includes('virtbus/bin/'))
  .map(({ to }) => basename(to).replace(/\.sh$/, ''))

t.test('every program, unit and configuration file has a manual page', async t => {
  const units = files
    .filter(({ to, link }) => /^\/usr\/lib\/systemd\/system\/[^/]+$/.test(to) && !link)
    .map(({ to }) => basename(to))
  const settings = files.filter(({ to }) => to.startsWith('/etc/libvirt/')).map(({ to }) => basename(to))
  t.ok(programs.length > 4 && units.length > 10 && settings.length > 3)
  const wanted = [
    ...programs.map(name => `${name}.8`),
    ...units.map(name => `${name}.8`),
    ...settings.map(name => `${name}.5`),
  ]
  t.strictSame(
    wanted.filter(page => !pages.has(page)),
    [],
  )
})

t.test('pages that a page points to as one of ours are there', async t => {
  const missing = files.flatMap(({ to, text = '' }) =>
    to.includes('/man/')
      ? [...text.matchAll(/\b(virt[\w.\\-]*|libvirt[\w.\\-]*|qemu\.conf)\((\d)\)/g)]
          .map(([, name = '', section]) => `${name.replaceAll('\\-', '-')}.${section}`)
          .filter(page => !pages.has(page) && !['virsh.1', 'virt-admin.1'].includes(page))
          .map(page => `${basename(to)}: ${page}`)
      : [],
  )
  t.strictSame(missing, [])
})

t.test('pages are well formed', async t => {
  for (const { to, text } of files) {
    if (!to.includes('/man/') || text === undefined) continue
    const { stdout: faults } = spawnSync('mandoc', ['-T', 'lint', '-W', 'error'], { input: text, encoding: 'utf8' })
    t.equal(faults, '', basename(to))
  }
})

t.test('every option that a program tells of is completed', async t => {
  for (const program of programs.filter(name => name !== 'libvirt-guests')) {
    const { stdout: help } = spawnSync(process.execPath, [`build/bin/${program}`, '--help'], { encoding: 'utf8' })
    const options = [...new Set([...help.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([option]) => option))]
    const complete = `. packaging/completion/virtbus.bash
      COMP_WORDS=(${program} --) COMP_CWORD=1
      spec=($(complete -p ${program})); "\${spec[2]}" ${program}; printf '%s\\n' "\${COMPREPLY[@]}"`
    const completed = spawnSync('bash', ['-c', complete], { encoding: 'utf8' }).stdout.trim().split('\n')
    t.strictSame(
      options.filter(option => !completed.includes(option)),
      [],
      program,
    )
  }
})
