// Starting programs that live on without us: own session, own user, own limits, chosen descriptors.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { systemError } from './systemError.js'
import { RunningProcess } from './RunningProcess.js'

/** Whom a program runs as. */
export interface ProcessUser {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups. */
  readonly groups: readonly number[]
}

/** Resource limits as the shell's ulimit knows them. */
export interface ProcessLimits {
  readonly openFiles?: number
  readonly processes?: number
  /** Bytes of a core file; `unlimited` lifts the limit. */
  readonly coreSize?: number | 'unlimited'
}

export interface Launch {
  /** Absolute path. */
  readonly program: string
  readonly args: readonly string[]
  /** Only these variables. */
  readonly environment: Readonly<Record<string, string>>
  /** Our own user when left out. */
  readonly user?: ProcessUser | undefined
  readonly limits?: ProcessLimits
  readonly umask?: number
  readonly workingFolder?: string
  /** Where standard output and error go; nowhere when left out. */
  readonly output?: number
  /** Descriptors of ours which the program gets as 3, 4, 5 and so on. They stay ours to close. */
  readonly descriptors?: readonly number[]
  /** The process is there, but becomes the program only when it is let go; if we end before that, so does it. */
  readonly held?: boolean
  /** The kernel ends it when we end, however that is: for what only answers us. */
  readonly endsWithUs?: boolean
}

/** How a child ended: an exit status, or the signal that ended it. */
export interface ExitStatus {
  readonly code: number | null
  readonly signal: string | null
}

/** What a program that was run to its end left. */
export interface Outcome extends ExitStatus {
  readonly output: string
  readonly errors: string
}

/** `exit status 3`, `fatal signal SIGSEGV`. */
export function describeExit({ code, signal }: ExitStatus): string {
  return signal === null ? `exit status ${code}` : `fatal signal ${signal}`
}

export interface Child {
  readonly process: RunningProcess
  /** Resolves when the child has ended; never rejects. */
  readonly exited: Promise<ExitStatus>
  /** Lets a held child become its program. */
  readonly letGo: () => void
}

export interface Processes {
  /** Starts a program in a session of its own. @throws LibvirtError SYSTEM_ERROR when it cannot be started */
  launch(launch: Launch): Promise<Child>
  /**
   * Runs a program to its end, in our own environment and as our own user.
   * @param input for its standard input
   * @throws LibvirtError SYSTEM_ERROR when it cannot be started
   */
  run(program: string, args: readonly string[], input?: string): Promise<Outcome>
  /** Takes hold of a running process, undefined when it is gone. */
  find(pid: number, startTime?: bigint): Promise<RunningProcess | undefined>
}

/** First descriptor after standard input, output and error. */
export const firstDescriptor = 3

/**
 * What is run in front of the program. Node can neither set groups nor limits, so a shell sets limits and umask, setpriv
 * changes the user with its groups, and both become the program: the pid and the descriptors stay the same. A shell that
 * holds the program waits for a line, and ends when there will be none.
 */
function prefix({ limits = {}, umask, user, held, endsWithUs }: Launch): string[] {
  const { openFiles, processes, coreSize } = limits
  const settings = [
    umask === undefined ? '' : `umask ${umask.toString(8)}`,
    openFiles === undefined ? '' : `ulimit -n ${openFiles}`,
    processes === undefined ? '' : `ulimit -p ${processes}`,
    // The shell counts core files in blocks of 512 bytes.
    coreSize === undefined ? '' : `ulimit -c ${coreSize === 'unlimited' ? coreSize : Math.ceil(coreSize / 512)}`,
  ].filter(setting => setting !== '')
  const run = held ? 'read -r _ && exec "$@" < /dev/null' : 'exec "$@"'
  const shell = settings.length === 0 && !held ? [] : ['/bin/sh', '-c', [...settings, run].join('; '), 'sh']
  const privileges = [...(user ? becoming(user) : []), ...(endsWithUs ? ['--pdeathsig=KILL'] : [])]
  return privileges.length === 0 ? shell : [...shell, '/usr/bin/setpriv', ...privileges, '--']
}

function becoming({ uid, gid, groups }: ProcessUser): string[] {
  return [`--reuid=${uid}`, `--regid=${gid}`, groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`]
}

async function launch(what: Launch): Promise<Child> {
  const { program, args, environment, output, workingFolder = '/', descriptors = [], held = false } = what
  const [command = program, ...rest] = [...prefix(what), program, ...args]
  const input = held ? ('pipe' as const) : ('ignore' as const)
  const stdio = [input, output ?? ('ignore' as const), output ?? ('ignore' as const), ...descriptors]
  let child: ChildProcess
  try {
    child = spawn(command, rest, { env: { ...environment }, stdio, detached: true, cwd: workingFolder })
  } catch (error) {
    throw systemError(`cannot execute binary ${program}`, error)
  }
  const exited = new Promise<ExitStatus>(resolve => child.once('exit', (code, signal) => resolve({ code, signal })))
  if (child.pid === undefined) {
    const [error]: unknown[] = await once(child, 'error')
    throw systemError(`cannot execute binary ${program}`, error)
  }
  // A child may be ended before it is let go.
  child.stdin?.on('error', () => {})
  const process = await RunningProcess.ofChild(child.pid, () => child.unref())
  return { process, exited, letGo: () => void child.stdin?.end('\n') }
}

async function run(program: string, args: readonly string[], input = ''): Promise<Outcome> {
  const child = spawn(program, args, { stdio: 'pipe' })
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw systemError(`cannot execute binary ${program}`, error)
  })
  const exited = new Promise<ExitStatus>(resolve => child.once('close', (code, signal) => resolve({ code, signal })))
  // A program need not read its input.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const outcome = Promise.all([exited, text(child.stdout), text(child.stderr)])
  const [status, output, errors] = await Promise.race([outcome, failed])
  failed.catch(() => {})
  return { ...status, output, errors }
}

export const systemProcesses: Processes = {
  launch,
  run,
  find: (pid, startTime) => RunningProcess.find(pid, startTime),
}
