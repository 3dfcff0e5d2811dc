// `log_outputs`: where records go, and from which level on.
import { isAbsolute } from 'node:path'
import { type LevelledOutput } from './Logging.js'
import { type LogLevel, levelOfNumber } from './LogLevel.js'
import { words } from './logFilters.js'
import type { LogOutput } from './LogRecord.js'
import { FileOutput } from './outputs/FileOutput.js'
import { JournaldOutput } from './outputs/JournaldOutput.js'
import { StderrOutput } from './outputs/StderrOutput.js'
import { SyslogOutput } from './outputs/SyslogOutput.js'

/** One `level:destination[:argument]`, checked but not opened. */
export interface LogOutputSetting {
  readonly level: LogLevel
  readonly destination: keyof typeof destinations
  readonly argument: string
}

/** Each destination: what its argument must be, and how it is opened. */
const destinations = {
  stderr: { argument: 'none', open: (): LogOutput => new StderrOutput() },
  journald: { argument: 'none', open: (_: string, program: string): LogOutput => new JournaldOutput(program) },
  syslog: { argument: 'name', open: (name: string): LogOutput => new SyslogOutput(name) },
  file: { argument: 'absolute path', open: (path: string): LogOutput => new FileOutput(path) },
} as const

/**
 * Reads a blank-separated list of `level:stderr`, `level:journald`, `level:syslog:name` and `level:file:/absolute/path`.
 * @throws Error naming the part that is wrong
 */
export function parseLogOutputs(text: string): LogOutputSetting[] {
  return words(text).map(word => {
    const [, digit = '', destination = '', , argument = ''] = /^(\d):([a-z]+)(:(.+))?$/.exec(word) ?? []
    const level = levelOfNumber(digit)
    if (!level || !isDestination(destination) || !fits(argument, destinations[destination].argument)) {
      throw new Error(
        `'${word}' is not a log output; it takes the form level:stderr, level:journald, level:syslog:name or level:file:/absolute/path, with a level of 1 to 4`,
      )
    }
    return { level, destination, argument }
  })
}

/**
 * Opens outputs; of two to the same place the last counts.
 * @param program name that journald shows
 * @throws as open(2), for files
 */
export function openLogOutputs(settings: readonly LogOutputSetting[], program: string): LevelledOutput[] {
  const last = new Map(settings.map(setting => [`${setting.destination}:${setting.argument}`, setting]))
  return [...last.values()].map(({ level, destination, argument }) => ({
    level,
    output: destinations[destination].open(argument, program),
  }))
}

function isDestination(word: string): word is keyof typeof destinations {
  return Object.hasOwn(destinations, word)
}

function fits(argument: string, wanted: 'none' | 'name' | 'absolute path'): boolean {
  if (wanted === 'none') return argument === ''
  return wanted === 'name' ? argument !== '' : isAbsolute(argument)
}
