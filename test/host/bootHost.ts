import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { abandonedHosts, removeControlGroups } from './controlGroups.js'
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
  /** Folders of this machine that the host sees read-only: path inside → path outside. */
  binds?: Readonly<Record<string, string>>
}

const project = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')
/** What the package's scripts do beyond what a boot does, and devices. */
const PREPARE = `
  journalctl --update-catalog
  ! test -e /sys/class/misc/kvm || { mknod -m 660 /dev/kvm c 10 232; chgrp kvm /dev/kvm; }
  test -e /dev/net/tun || { mkdir -p /dev/net; mknod -m 666 /dev/net/tun c 10 200; }`
const BOOT_DEADLINE = 30_000
const TAIL = 60
// A getty has no console here, and the two others rebuild caches for half a minute's worth of boots.
const MASKED = ['console-getty.service', 'ldconfig.service', 'systemd-hwdb-update.service']

let hosts = 0

/** The only child of a process, as long as it has one. */
function childOf(pid: number): number | undefined {
  try {
    const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0])
    return child > 0 ? child : undefined
  } catch {
    return undefined
  }
}

/** The host's PID 1: the launcher's child is nspawn, and nspawn's child is systemd from the moment when it is executed. */
function leaderOf(launcher: number): number | undefined {
  const nspawn = childOf(launcher)
  const child = nspawn === undefined ? undefined : childOf(nspawn)
  if (child === undefined) return undefined
  try {
    return readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'systemd' ? child : undefined
  } catch {
    return undefined
  }
}

async function booted(nspawn: ChildProcess, name: string, output: () => string): Promise<TestHost> {
  const end = Date.now() + BOOT_DEADLINE
  for (;;) {
    if (nspawn.exitCode !== null || nspawn.signalCode !== null) throw new Error(`the host did not boot:\n${output()}`)
    if (Date.now() > end) throw new Error(`the host was not up after ${BOOT_DEADLINE} ms:\n${output()}`)
    const leader = leaderOf(nspawn.pid ?? 0)
    if (leader !== undefined) {
      const host = new TestHost(name, leader)
      const waiting = spawn('nsenter', ['-t', String(leader), '-a', '--', 'systemctl', 'is-system-running', '--wait'])
      const state: Buffer[] = []
      waiting.stdout.on('data', (bytes: Buffer) => state.push(bytes))
      await once(waiting, 'close')
      const said = Buffer.concat(state).toString().trim()
      if (said === 'running' || said === 'degraded') return host
    }
    await sleep(10)
  }
}

/** Keeps the whole journal in build/host-journals and shows its end beside the failure. */
async function showJournal(t: HostOwner, host: TestHost): Promise<void> {
  const journal = await host.succeed(['journalctl', '--boot', '--no-pager', '--output=short-precise', '--no-hostname'])
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
  const name = `virtbus-${process.pid}-${++hosts}`
  for (const host of abandonedHosts()) await removeControlGroups(host)
  const binds = { '/srv/guest': join(project, 'build/guest'), ...options.binds }
  mkdirSync(join(project, 'build/guest'), { recursive: true })
  // The host dies with this process: the kernel kills its launcher, with it the first process of its PID namespace, and with
  // that all others.
  const nspawn = spawn('setpriv', [
    ...'--pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc sh'.split(' '),
    join(project, 'test/host/launchHost.sh'),
    project,
    process.execPath,
    name,
    ...Object.entries(binds).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`),
    ...MASKED.map(unit => `systemd.mask=${unit}`),
    `systemd.unit=${options.target ?? 'multi-user.target'}`,
  ])
  nspawn.stdin.end()
  let output = ''
  for (const stream of [nspawn.stdout, nspawn.stderr])
    stream.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')))
  const closed = once(nspawn, 'close')
  const up: TestHost[] = []
  t.teardown(async () => {
    if (!t.passing()) for (const host of up) await showJournal(t, host)
    nspawn.kill('SIGKILL')
    await closed
    await removeControlGroups(name)
  })
  const host = await booted(nspawn, name, () => output)
  up.push(host)
  // Nodes of its own: booting changes a node's group, and other hosts would see that on a shared one.
  await host.succeed(['sh', '-c', PREPARE])
  return host
}
