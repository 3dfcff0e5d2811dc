// virt-qemu-run as a process: its command line, signals and exit status.
import { writeFileSync, writeSync } from 'node:fs'
import { LibvirtError } from '../api/LibvirtError.js'
import { StartError } from '../daemon/StartError.js'
import { configureLogging } from '../log/configureLogging.js'
import { logging } from '../log/Logging.js'
import { parseRunOptions, type RunOptions } from './parseRunOptions.js'
import { type Outcome, runGuest } from './runGuest.js'
import { StartTiming } from './StartTiming.js'

/** Exit status by how the guest came to its end. */
const exitCodes: Readonly<Record<Outcome, number>> = { 'shut down': 0, stopped: 0, crashed: 2, destroyed: 2 }

/** Runs the guest of the command line and ends the process. */
export async function runProgram(): Promise<never> {
  const parsed = parseRunOptions(process.argv.slice(2))
  if (parsed.do === 'print') {
    writeFileSync(parsed.exitCode === 0 ? 1 : 2, parsed.text)
    return process.exit(parsed.exitCode)
  }
  const exitCode = await run(parsed.options)
  logging.close()
  return process.exit(exitCode)
}

async function run(options: RunOptions): Promise<number> {
  const alive = setInterval(() => {}, 0x7fff_ffff)
  const tell = (text: string): void => void writeSync(2, `virt-qemu-run: ${text}\n`)
  const timing = new StartTiming(options.verbose ? line => void writeSync(1, `${line}\n`) : undefined)
  timing.done('program loaded')
  try {
    logToStandardError(options.verbose)
    const outcome = await runGuest(options, { stop: stopSignal(), timing, tell })
    if (options.verbose) writeSync(1, `the guest has ${outcome === 'stopped' ? 'been stopped' : outcome}\n`)
    return exitCodes[outcome]
  } catch (error) {
    const expected = error instanceof LibvirtError || error instanceof StartError
    tell(expected ? error.message : `internal error: ${error instanceof Error ? error.stack : String(error)}`)
    return 1
  } finally {
    clearInterval(alive)
  }
}

/** Whoever started us watches, or collects our standard error. */
function logToStandardError(verbose: boolean): void {
  const config = { level: 0, filters: undefined, outputs: undefined }
  const program = 'virt-qemu-run'
  configureLogging(logging, {
    program,
    verbose,
    env: process.env,
    config,
    terminal: true,
    daemonised: false,
    logFile: '',
  })
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const) process.on(name, () => stop.abort())
  // Node's own answer is to open its debugger to every user of the host.
  process.on('SIGUSR1', () => {})
  return stop.signal
}
