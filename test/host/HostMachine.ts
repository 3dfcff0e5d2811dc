import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeControlGroups } from './controlGroups.js'

const BOOT_DEADLINE = 90_000

/** The container that a throw-away host is, as this machine sees it. Owns its processes and its control groups. */
export class HostMachine {
  /** PID of the host's systemd as this machine counts. */
  leader = 0
  readonly #launcher: ChildProcess
  readonly #closed: Promise<unknown>
  #output = ''

  /** @param launch arguments of launchHost.sh, itself first */
  constructor(
    readonly name: string,
    launch: readonly string[],
  ) {
    // The host dies with this process: the kernel kills its launcher, with it the first process of its PID namespace, and
    // with that all others.
    const own = '--pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc sh'
    this.#launcher = spawn('setpriv', [...own.split(' '), ...launch], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#launcher.stdout, this.#launcher.stderr]) {
      stream?.on('data', (bytes: Buffer) => (this.#output += bytes.toString('utf8')))
    }
    this.#closed = once(this.#launcher, 'close')
  }

  /** Waits until a systemd, other than the one of before, has reached its target. Throws with what nspawn said. */
  async up(): Promise<void> {
    const before = this.leader
    const end = Date.now() + BOOT_DEADLINE
    for (;;) {
      const { exitCode, signalCode } = this.#launcher
      if (exitCode !== null || signalCode !== null) throw new Error(`the host did not boot:\n${this.#output}`)
      if (Date.now() > end) throw new Error(`the host was not up after ${BOOT_DEADLINE} ms:\n${this.#output}`)
      const leader = leaderOf(this.#launcher.pid ?? 0)
      if (leader !== undefined && leader !== before && (await isUp(leader))) {
        this.leader = leader
        return
      }
      await sleep(10)
    }
  }

  async end(): Promise<void> {
    this.#launcher.kill('SIGKILL')
    await this.#closed
    await removeControlGroups(this.name)
  }
}

/** The only child of a process, as long as it has one. */
function childOf(pid: number): number | undefined {
  try {
    const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0])
    return child > 0 ? child : undefined
  } catch {
    return undefined
  }
}

/** The host's PID 1: unshare runs the launcher, which runs nspawn, which runs what becomes systemd once it is executed. */
function leaderOf(unshare: number): number | undefined {
  const nspawn = childOf(childOf(unshare) ?? 0)
  const child = childOf(nspawn ?? 0)
  if (child === undefined) return undefined
  try {
    return readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'systemd' ? child : undefined
  } catch {
    return undefined
  }
}

/** Asks systemd, which answers when it is done booting; false while it is not there to be asked. */
async function isUp(leader: number): Promise<boolean> {
  const asking = spawn('nsenter', [
    '-t',
    String(leader),
    '-a',
    '-r',
    '-w',
    '--',
    'systemctl',
    'is-system-running',
    '--wait',
  ])
  const answer: Buffer[] = []
  asking.stdout.on('data', (bytes: Buffer) => answer.push(bytes))
  await once(asking, 'close')
  return ['running', 'degraded'].includes(Buffer.concat(answer).toString().trim())
}
