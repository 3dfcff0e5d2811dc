// libvirt-guests as a process: actions and exit statuses are those of libvirt's script.
import { readFileSync, writeSync } from 'node:fs'
import { BusConnection } from '../bus/connection/BusConnection.js'
import { busAddress } from '../daemon/hostBusOf.js'
import { errorCodeOf } from '../host/systemError.js'
import { configureLogging } from '../log/configureLogging.js'
import { logging } from '../log/Logging.js'
import { gueststatus, type GuestsContext, hasSavedGuests, isStarted, pause, resume, start, stop } from './actions.js'
import { type GuestsSettings, guestsSettings, SettingError } from './guestsSettings.js'
import { parseSysconfig } from './parseSysconfig.js'
import { Reporter } from './Reporter.js'
import { messageOf } from './stopGuests.js'

type Action = (context: GuestsContext) => Promise<number>

const restart: Action = async context => (await stop(context)) || start(context)

const actions: Readonly<Record<string, { readonly run: Action; readonly help: string }>> = {
  start: { run: start, help: 'start the guests that ran when the host went down' },
  stop: { run: stop, help: 'save or shut down all guests' },
  restart: { run: restart, help: 'stop, then start' },
  'try-restart': { run: async context => (isStarted() ? restart(context) : 0), help: 'restart if it was started' },
  condrestart: { run: async context => (isStarted() ? restart(context) : 0), help: 'the same' },
  reload: { run: async () => 0, help: 'nothing: settings are read each time' },
  'force-reload': { run: async () => 0, help: 'the same' },
  gueststatus: { run: gueststatus, help: 'list the guests that run' },
  shutdown: {
    run: context => stop({ ...context, settings: { ...context.settings, onShutdown: 'shutdown' } }),
    help: 'stop, but shut down what would be saved',
  },
  pause: { run: pause, help: 'stop the CPUs of all guests, before the host sleeps' },
  resume: { run: resume, help: 'let those go on that pause stopped' },
}

const usage = `Usage: libvirt-guests ACTION

${Object.entries({ ...actions, status: { help: 'tell whether it was started, by exit status 0 or 3' } })
  .map(([name, { help }]) => `  ${name.padEnd(14)}${help}`)
  .join('\n')}

Settings: /etc/default/libvirt-guests or /etc/sysconfig/libvirt-guests; see libvirt-guests(8).
`

/** Exit statuses of init scripts (LSB): wrong usage, no right to do it, not configured, not running. */
const exitCodes = { usage: 2, noRight: 4, notConfigured: 6, notRunning: 3 } as const
/** What only looks. */
const harmless: ReadonlySet<string> = new Set(['gueststatus', 'reload', 'force-reload'])
const settingsFiles = ['/etc/default/libvirt-guests', '/etc/sysconfig/libvirt-guests'] as const

const tell = (text: string): void => void writeSync(1, `${text}\n`)

/** Does what the command line asks for, and ends the process. */
export async function runProgram(): Promise<never> {
  const exitCode = await act(process.argv.slice(2))
  logging.close()
  return process.exit(exitCode)
}

async function act([name = '', ...rest]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    tell(usage.trimEnd())
    return 0
  }
  if (name === 'status' && rest.length === 0) return status()
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (!action || rest.length > 0) {
    writeSync(2, usage)
    return exitCodes.usage
  }
  if (!harmless.has(name) && process.getuid?.() !== 0) {
    writeSync(2, `libvirt-guests ${name}: only root can do this\n`)
    return exitCodes.noRight
  }
  const config = { level: 0, filters: undefined, outputs: undefined }
  const program = 'libvirt-guests'
  configureLogging(logging, {
    program,
    verbose: true,
    env: process.env,
    config,
    terminal: false,
    daemonised: false,
    logFile: '',
  })
  const reporter = new Reporter(tell)
  try {
    return await withBus(async bus => action.run({ bus, settings: readSettings(), reporter }))
  } catch (error) {
    reporter.complain(`libvirt-guests ${name}: ${messageOf(error)}`)
    return error instanceof SettingError ? exitCodes.notConfigured : 1
  }
}

async function withBus(work: (bus: BusConnection) => Promise<number>): Promise<number> {
  const bus = await BusConnection.open(busAddress('system', process.env))
  try {
    return await work(bus)
  } finally {
    await bus.close()
  }
}

/** The files' assignments, which count more than the environment, as they do for a script that sources them. */
function readSettings(): GuestsSettings {
  const values = { ...process.env }
  for (const file of settingsFiles) {
    try {
      Object.assign(values, parseSysconfig(readFileSync(file, 'utf8')))
    } catch (error) {
      if (errorCodeOf(error) !== 'ENOENT') throw error
    }
  }
  return guestsSettings(values)
}

function status(): number {
  const started = isStarted()
  tell(
    hasSavedGuests()
      ? 'stopped, with guests to be started'
      : started
        ? 'started'
        : 'stopped, without guests to be started',
  )
  return started && !hasSavedGuests() ? 0 : exitCodes.notRunning
}
