// The logic of tools/setup.sh on machines that lack everything, with package managers that only write down what they are asked
// for: which one is chosen, and by which names it is asked. No package is installed, and none of the names is looked up.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

/** What the script itself is written with. */
const plain = ['sh', 'cut', 'dirname', 'grep', 'ls', 'mkdir', 'node', 'npm', 'readlink', 'tail', 'env']

interface Machine {
  readonly managers: readonly ('apt-get' | 'dnf')[]
  readonly uid: number
}

/** Runs the script on a machine like that. @returns its status, its words, and what was asked of package managers */
function setUp({ managers, uid }: Machine): { status: number | null; stderr: string; asked: string } {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-setup-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'bin')
  const asked = join(folder, 'asked')
  for (const path of [bin, join(folder, 'tools')]) mkdirSync(path)
  copyFileSync('tools/setup.sh', join(folder, 'tools/setup.sh'))
  for (const name of plain) {
    const path = name === 'node' ? process.execPath : spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()
    symlinkSync(path, join(bin, name))
  }
  // apt-get update succeeds, an installation does not: so the script ends there.
  const script = (name: string) => `#!/bin/sh\necho "${name} $*" >> ${asked}\n[ "$1" = update ]\n`
  const commands = { id: `#!/bin/sh\necho ${uid}\n`, ...Object.fromEntries(managers.map(name => [name, script(name)])) }
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
  const env = { PATH: bin, HOME: folder }
  const { status, stderr } = spawnSync('/bin/sh', [join(folder, 'tools/setup.sh')], { env, encoding: 'utf8' })
  return { status, stderr, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : '' }
}

/** A few of the names that differ between the two; modules of Python are looked for where they are, and not on the path. */
const fedora = ['gcc-c++', 'qemu-system-x86-core', 'libvirt-client', 'glib2', 'rpm-build']
const debian = ['g++', 'qemu-system-x86', 'libvirt-clients', 'libglib2.0-bin', 'busybox-static']
const names = (line: string): string[] => line.split(' ').slice(1)

t.test('with dnf, Fedora’s names are asked for, without weak dependencies', async t => {
  const { status, asked } = setUp({ managers: ['dnf'], uid: 0 })
  t.equal(status, 1)
  t.match(asked, /^dnf install -y --setopt=install_weak_deps=False /)
  t.strictSame(
    fedora.filter(name => !names(asked.trim()).includes(name)),
    [],
  )
  t.strictSame(
    debian.filter(name => names(asked.trim()).includes(name)),
    [],
  )
})

t.test('with apt-get, the lists are brought up to date and Debian’s names are asked for', async t => {
  const { asked } = setUp({ managers: ['apt-get', 'dnf'], uid: 0 })
  const [update, install = ''] = asked.trim().split('\n')
  t.match(update, /^apt-get update/)
  t.match(install, /^apt-get install -y --no-install-recommends /)
  t.strictSame(
    debian.filter(name => !names(install).includes(name)),
    [],
  )
  t.strictSame(
    fedora.filter(name => names(install).includes(name)),
    [],
  )
})

t.test('without root, what is missing is named, with the command that brings it', async t => {
  const { status, stderr, asked } = setUp({ managers: ['dnf'], uid: 1000 })
  t.equal(status, 1)
  t.match(stderr, /^setup: missing here: .*\bqemu-img\b.*\. As root: dnf install -y .*\bqemu-system-x86-core\b/)
  t.equal(asked, '')
})

t.test('without either, what is missing is named', async t => {
  const { status, stderr } = setUp({ managers: [], uid: 0 })
  t.equal(status, 1)
  t.match(stderr, /missing here: .*\bqemu-img\b.*Neither apt-get nor dnf is here/)
})
