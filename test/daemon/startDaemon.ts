import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DescriptorSocket } from '../../src/host/DescriptorSocket.js'
import { datagramSocket, receiveMessage } from '../../src/host/native.js'

const script = fileURLToPath(new URL('./program/testDaemon.js', import.meta.url))

export interface StartOptions {
  readonly args?: readonly string[]
  readonly plan?: object
  readonly env?: Readonly<Record<string, string>>
  /** Text of the configuration file. */
  readonly config?: string
  /** A folder of another daemon, so that the two meet. */
  readonly folder?: string
  /** Descriptors from 3 on. */
  readonly passed?: readonly number[]
}

/** A test daemon running for one user, everything of whom lies in one folder. */
export interface RunningDaemon {
  readonly folder: string
  readonly child: ChildProcess
  /** Standard output and error so far. */
  readonly output: () => string
  readonly errors: () => string
  /** Resolves once the output has that text; rejects when the process ends before. */
  readonly said: (text: string) => Promise<void>
  /** Exit code, or the signal's name. */
  readonly exit: Promise<number | string>
  /** Stops it; all that it wrote has arrived then. */
  readonly end: () => Promise<number | string>
  /** One answer of the door. */
  readonly ask: (command: string) => Promise<string>
  /** What the service manager was told so far, one message an element. */
  readonly notifications: () => readonly string[]
  /** Waits until the service manager was told something that many times. */
  readonly notified: (pattern: RegExp, times?: number) => Promise<void>
  readonly pidFile: string
}

type Teardown = { teardown(run: () => void): void }

/** Starts the test daemon as a real process; the test's end ends it. */
export function startDaemon(t: Teardown, options: StartOptions = {}): RunningDaemon {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'daemon-'))
  mkdirSync(join(folder, 'config/libvirt'), { recursive: true })
  if (options.config !== undefined) writeFileSync(join(folder, 'config/libvirt/virttestd.conf'), options.config)
  const manager = join(folder, `notify-${Math.random().toString(16).slice(2)}`)
  const notify = datagramSocket(manager)

  // The pid that systemd writes into LISTEN_PID is only known once the process runs: a shell fills it in and becomes the daemon.
  const activated = options.passed ? 'LISTEN_PID=$$ exec "$@"' : 'exec "$@"'
  const command = [process.execPath, script, '--session', ...(options.args ?? [])]
  const child = spawn('/bin/sh', ['-c', activated, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'pipe', ...(options.passed ?? [])],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_RUNTIME_DIR: join(folder, 'run'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      NOTIFY_SOCKET: manager,
      TEST_PLAN: JSON.stringify(options.plan ?? {}),
      // journald of the machine that runs the tests is not to be written to.
      LIBVIRT_LOG_OUTPUTS: '1:stderr',
      ...options.env,
    },
  })
  let output = ''
  let errors = ''
  const listeners = new Set<() => void>()
  child.stdout?.on('data', chunk => {
    output += String(chunk)
    for (const listener of listeners) listener()
  })
  child.stderr?.on('data', chunk => (errors += String(chunk)))
  const exit = new Promise<number | string>(resolve =>
    child.once('close', (code, signal) => {
      resolve(code ?? signal ?? 'unknown')
      for (const listener of listeners) listener()
    }),
  )

  const told: string[] = []
  const buffer = Buffer.alloc(4096)
  const notifications = (): readonly string[] => {
    for (let one = receiveMessage(notify, buffer); one; one = receiveMessage(notify, buffer)) {
      told.push(buffer.toString('utf8', 0, one.bytes))
    }
    return told
  }
  t.teardown(() => {
    child.kill('SIGKILL')
    closeSync(notify)
    if (!options.folder) rmSync(folder, { recursive: true, force: true })
  })
  return {
    folder,
    child,
    exit,
    end: () => {
      child.kill('SIGTERM')
      return exit
    },
    notifications,
    notified: async (pattern, times = 1) => {
      for (let waited = 0; waited < 10_000; waited += 10) {
        if (notifications().filter(text => pattern.test(text)).length >= times) return
        await sleep(10)
      }
      throw new Error(`the manager was never told ${pattern} ${times} times, but: ${told.join('; ')}`)
    },
    output: () => output,
    errors: () => errors,
    pidFile: join(folder, 'run/libvirt/virttestd.pid'),
    said: text =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve()
          else if (child.exitCode !== null)
            reject(new Error(`ended with ${child.exitCode} before '${text}': ${errors}`))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look()
      }),
    ask: command => ask(join(folder, 'run/libvirt/virttestd-sock'), command),
  }
}

/** One command, one answer, on a connection of its own. */
export async function ask(path: string, command: string): Promise<string> {
  const socket = DescriptorSocket.connect(path)
  socket.write(command)
  try {
    return await new Promise((resolve, reject) => {
      socket.once('data', (data: Buffer) => resolve(data.toString().trim()))
      socket.once('end', () => reject(new Error('hung up')))
      socket.once('error', reject)
    })
  } finally {
    socket.destroy()
  }
}

/** The process id in a pid file. */
export function pidIn(file: string): number {
  return Number(readFileSync(file, 'utf8'))
}
