import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guestFolder } from '../guest/guestFolder.js'
import { abandonedHosts, removeControlGroups } from './controlGroups.js'
import { HostMachine } from './HostMachine.js'
import { TestHost } from './TestHost.js'

/** The part of a test that a host needs. */
export interface HostOwner {
  passing(): boolean
  comment(...text: readonly unknown[]): void
  teardown(end: () => Promise<void>): void
}

export interface BootOptions {
  /** Unit to boot into; what the system reaches on a server unless told. */
  target?: string
  /** Whose daemons the host has: the project's unless told, or this machine's libvirt, for comparison. */
  installed?: 'virtbus' | 'libvirt'
  /** Folders of this machine that the host sees read-only: path inside → path outside. */
  binds?: Readonly<Record<string, string>>
}

const project = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')
/** Lines of the journal that are shown beside a failure. */
const TAIL = 60
// A getty has no console here, and the two others rebuild caches that no test reads, in half a minute.
const MASKED = ['console-getty.service', 'ldconfig.service', 'systemd-hwdb-update.service']

let hosts = 0

/** Keeps the whole journal in build/host-journals and shows its end beside the failure. */
async function showJournal(t: HostOwner, host: TestHost): Promise<void> {
  const journal = await host.succeed(['journalctl', '--no-pager', '--output=short-precise', '--no-hostname'])
  const folder = join(project, 'build/host-journals')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${host.name}.txt`)
  writeFileSync(path, `${journal}\n`)
  t.comment(`journal of the host, whole in ${path}:\n${journal.split('\n').slice(-TAIL).join('\n')}`)
}

/**
 * Boots a host of its own for a test or a whole test file, in about half a second, with the built project installed. It ends
 * with the test that owns it, also when the test's process is killed; a failed test brings the host's journal out.
 * /dev/kvm is there when this machine has one, and the bootable guest is in /srv/guest.
 */
export async function bootHost(t: HostOwner, options: BootOptions = {}): Promise<TestHost> {
  for (const host of abandonedHosts()) await removeControlGroups(host)
  const name = `virtbus-${process.pid}-${++hosts}`
  const binds = { '/srv/guest': guestFolder(), ...options.binds }
  const machine = new HostMachine(name, [
    join(project, 'test/host/launchHost.sh'),
    project,
    process.execPath,
    name,
    options.installed ?? 'virtbus',
    ...Object.entries(binds).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`),
    ...MASKED.map(unit => `systemd.mask=${unit}`),
    `systemd.unit=${options.target ?? 'multi-user.target'}`,
  ])
  const up: TestHost[] = []
  t.teardown(async () => {
    try {
      if (!t.passing()) for (const host of up) await showJournal(t, host)
    } catch (error) {
      t.comment(`the host's journal is out of reach: ${String(error)}`)
    }
    await machine.end()
  })
  const host = new TestHost(machine)
  await host.prepare()
  up.push(host)
  return host
}
