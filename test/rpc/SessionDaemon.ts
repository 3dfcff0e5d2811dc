import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface SessionOptions {
  readonly args?: readonly string[]
  /** Text of the daemon's configuration file. */
  readonly config?: string
  /** A session that another daemon lives in already. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
}
type Test = { teardown(run: () => Promise<void> | void): void }

/** One of the programs of src/bin, as a user's session runs it, in folders of this test's own. */
export class SessionDaemon {
  private constructor(
    readonly folder: string,
    readonly child: ChildProcess,
    /** What it has said on standard error. */
    readonly errors: () => string,
    readonly ended: Promise<number | null>,
  ) {}

  static async start(t: Test, program: string, options: SessionOptions = {}): Promise<SessionDaemon> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'session-'))
    mkdirSync(join(folder, 'config/libvirt'), { recursive: true })
    mkdirSync(join(folder, 'run'), { recursive: true, mode: 0o700 })
    if (options.config !== undefined) writeFileSync(join(folder, `config/libvirt/${program}.conf`), options.config)
    const script = fileURLToPath(new URL(`../../src/bin/${program}.js`, import.meta.url))
    const child = spawn(process.execPath, [script, '--session', '--verbose', ...(options.args ?? [])], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...environment(folder), LIBVIRT_LOG_OUTPUTS: '2:stderr', ...options.env },
    })
    let errors = ''
    child.stderr.on('data', chunk => (errors += String(chunk)))
    const ended = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
    const daemon = new SessionDaemon(folder, child, () => errors, ended)
    t.teardown(async () => {
      child.kill()
      await ended
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    })
    for (let round = 0; round < 500 && !errors.includes('is serving'); round++) {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${errors}`)
      await sleep(20)
    }
    return daemon
  }

  /** Waits until it has said something like that. */
  async said(pattern: RegExp): Promise<boolean> {
    for (let round = 0; round < 200 && !pattern.test(this.errors()); round++) await sleep(10)
    return pattern.test(this.errors())
  }

  /** A file in the session's folder. */
  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text)
  }

  socket(name: string): string {
    return join(this.folder, 'run/libvirt', name)
  }

  /** Runs a client in the same session. */
  run(command: string, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const env = environment(this.folder)
    const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', timeout: 20_000 })
    return { status, stdout, stderr }
  }

  /** A client that must not block this process, which serves it. */
  async runBeside(command: string, ...args: readonly string[]): Promise<string> {
    const child = spawn(command, args, { env: environment(this.folder), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
    await new Promise(resolve => child.once('close', resolve))
    return output
  }
}

function environment(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: folder,
    LC_ALL: 'C',
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
  }
}

/** Why a real client cannot be used here; false when it can. */
export function withoutClient(...programs: readonly string[]): { skip: string | false } {
  const missing = programs.find(program => !existsSync(`/usr/bin/${program}`))
  return { skip: missing === undefined ? false : `${missing} is not installed` }
}
