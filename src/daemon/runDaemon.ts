// The whole of a program: command line, files, logging, signals, and a Daemon in between.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { runHookScripts } from '../drivers/runHookScripts.js'
import { systemFiles } from '../host/Files.js'
import { systemProcesses } from '../host/Processes.js'
import { errorCodeOf, errorText } from '../host/systemError.js'
import { MSG } from '../log/catalogue.js'
import { log } from '../log/log.js'
import { logging } from '../log/Logging.js'
import { Activation } from './Activation.js'
import { ConfigurationFile } from './ConfigurationFile.js'
import { Daemon, type DaemonHook, type DaemonParts } from './Daemon.js'
import { type DaemonMode, defaultPidFile, directories } from '../config/directories.js'
import { backgroundReporter, leaveTerminal, type StartReport } from './leaveTerminal.js'
import { PidFile } from './PidFile.js'
import { type DaemonOptions, parseArguments } from './parseArguments.js'
import { ServiceNotifier } from './ServiceNotifier.js'
import { StartError, startStages } from './StartError.js'

/** A program, as its file in src/bin says it. */
export interface DaemonSpec extends DaemonParts {
  /** `virtqemud`: names its configuration and pid file, and its records. */
  readonly name: string
  /** Programs with TCP and TLS doors read the keys about them; `tls` is the default of `listen_tls`. */
  readonly network?: { readonly tls: boolean }
  /** Whether there is an option -l. */
  readonly listenOption?: boolean
}

/** Exit code after a bug, EX_SOFTWARE of sysexits.h, so that it cannot be taken for a stage of the start. */
const crashCode = 70

/** Runs until a signal, idleness, the administrator or a failure ends it, and then ends the process. */
export async function runDaemon(spec: DaemonSpec): Promise<never> {
  const [, argv0 = spec.name, ...args] = process.argv
  const parsed = parseArguments(argv0, args, spec)
  if (parsed.do === 'print') {
    writeFileSync(parsed.exitCode === 0 ? 1 : 2, parsed.text)
    return process.exit(parsed.exitCode)
  }
  const report = backgroundReporter(process.env)
  if (parsed.options.daemonise && !report) {
    const outcome = await leaveTerminal()
    if (outcome.ok) return process.exit(0)
    writeFileSync(2, `${argv0}: error: ${outcome.error}\n`)
    return process.exit(1)
  }
  return process.exit(await serve(spec, parsed.options, report))
}

/** The start, the time of service and the end. @returns the exit code */
async function serve(
  spec: DaemonSpec,
  options: DaemonOptions,
  report: ((report: StartReport) => void) | undefined,
): Promise<number> {
  nameProcess(spec.name)
  endWithBugs(report)
  if (report) process.chdir('/')
  const service = new ServiceNotifier(process.env)
  const held: PidFile[] = []
  let daemon: Daemon | undefined
  let exitCode: number
  try {
    const mode: DaemonMode = options.mode ?? (process.getuid?.() === 0 ? 'system' : 'session')
    const places = directories(mode, process.env)
    const file = new ConfigurationFile({ spec, options, mode, places, daemonised: report !== undefined })
    const { config, network } = file.read()
    makeRuntimeDirectory(places.runtime, mode)
    held.push(PidFile.acquire(options.pidFile ?? defaultPidFile(mode, places, spec.name)))
    const activation = Activation.fromEnvironment(process.env)
    if (options.listen && activation.active) {
      throw new StartError(
        'config',
        '--listen has no effect with systemd sockets; enable the -tcp and -tls sockets instead',
      )
    }

    const { name } = spec
    const { listen, timeout } = options
    const claimDriver = (folder: string): void => {
      mkdirSync(folder, { recursive: true })
      held.push(PidFile.acquire(join(folder, 'driver.pid')))
    }
    const setting = { name, mode, directories: places, config, network, listen, activation, timeout, claimDriver }
    daemon = new Daemon(setting, spec, service, hookScripts(places.hooks))
    obeySignals(daemon, file)
    // A signal may end the daemon while its start still waits for something.
    exitCode = await Promise.race([daemon.ended, run(daemon, report)])
  } catch (error) {
    exitCode = await failed(error, spec.name, daemon, report)
  }
  for (const file of held.toReversed()) file.release()
  service.close()
  logging.close()
  return exitCode
}

function hookScripts(folder: string): DaemonHook {
  const host = { files: systemFiles, processes: systemProcesses }
  return async (operation, suboperation, extra) => {
    await runHookScripts(host, folder, { name: 'daemon', object: '-', operation, suboperation, extra })
  }
}

async function run(daemon: Daemon, report: ((report: StartReport) => void) | undefined): Promise<number> {
  await daemon.listen()
  report?.({ ok: true })
  await daemon.start()
  return daemon.ended
}

function makeRuntimeDirectory(path: string, mode: DaemonMode): void {
  try {
    const made = mkdirSync(path, { recursive: true })
    // Whatever the umask says: in the system everybody has to reach the sockets, in a session nobody else.
    if (made !== undefined) chmodSync(path, mode === 'system' ? 0o755 : 0o700)
  } catch (error) {
    const code = errorCodeOf(error)
    if (code === undefined) throw error
    throw new StartError('runDirectory', `Cannot make the directory ${path}: ${errorText(code)}`, { cause: error })
  }
}

/** Tells everyone who may be listening, once each, and stops what had begun. @returns the exit code */
async function failed(
  error: unknown,
  name: string,
  daemon: Daemon | undefined,
  report: ((report: StartReport) => void) | undefined,
): Promise<number> {
  const expected = error instanceof StartError
  const text = error instanceof Error ? error.message : String(error)
  if (expected) log.error(MSG.startFailed, {}, `${name} cannot start: ${text}`)
  else log.error(MSG.startFailed, { error }, `${name} cannot start`)
  report?.({ ok: false, error: text })
  // A person who started us elsewhere than in a terminal; under systemd, standard error is the journal, which has it.
  const toldOnStderr = logging.outputs.some(({ output }) => output.name === 'stderr')
  if (!report && !toldOnStderr && !process.env.JOURNAL_STREAM) writeFileSync(2, `${name}: error: ${text}\n`)

  const exitCode = expected ? error.exitCode : startStages.initialisation
  if (!daemon) return exitCode
  await daemon.stop('the start has failed', exitCode)
  return daemon.ended
}

function obeySignals(daemon: Daemon, file: ConfigurationFile): void {
  for (const name of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    process.on(name, () => void daemon.stop(`signal ${name} (${constants.signals[name]})`))
  }
  process.on('SIGHUP', () => {
    file.reload()
    void daemon.reload()
  })
  // Node's own answer is to open its debugger to every user of the host.
  process.on('SIGUSR1', () => {})
}

/** Whatever nobody caught: told once, with its stack, and the end of the process, since its state may be wrong. */
function endWithBugs(report: ((report: StartReport) => void) | undefined): void {
  process.on('uncaughtException', error => {
    log.error(MSG.crashed, { error }, 'Ending because of a bug')
    report?.({ ok: false, error: String(error) })
    logging.close()
    process.exit(crashCode)
  })
}

/** Makes ps, pgrep and the journal's _COMM show the daemon instead of node, and keeps the arguments visible. */
function nameProcess(name: string): void {
  try {
    writeFileSync('/proc/self/comm', name)
  } catch {
    // No /proc: it stays `node`.
  }
}
