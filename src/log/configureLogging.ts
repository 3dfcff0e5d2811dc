// Decides what is logged where when a daemon starts: command line before environment before configuration file.
import { existsSync } from 'node:fs'
import { type LogLevel, levelOfNumber, logLevels, parseLogLevel } from './LogLevel.js'
import type { LevelledOutput, Logging } from './Logging.js'
import { type LogFilter, parseLogFilters } from './logFilters.js'
import { openLogOutputs, parseLogOutputs } from './logOutputs.js'
import { journaldSocket } from './outputs/JournaldOutput.js'

/** What the choice depends on. */
export interface LogChoice {
  /** Name of the program. */
  readonly program: string
  /** -v: information, if nothing asks for more. */
  readonly verbose: boolean
  /** LIBVIRT_DEBUG, LIBVIRT_LOG_FILTERS and LIBVIRT_LOG_OUTPUTS. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** `log_level`, `log_filters` and `log_outputs` of the configuration file; 0 and undefined leave the default. */
  readonly config: {
    readonly level: number
    readonly filters: string | undefined
    readonly outputs: string | undefined
  }
  /** Standard input is a terminal: someone watches. */
  readonly terminal: boolean
  /** Standard error leads nowhere. */
  readonly daemonised: boolean
  /** Where a daemonised program logs when there is no journald. */
  readonly logFile: string
  /** journald's socket; differs in tests only. */
  readonly journald?: string
}

/** @throws Error whose text names the variable or key that is wrong */
export function configureLogging(logging: Pick<Logging, 'level' | 'filters' | 'outputs'>, choice: LogChoice): void {
  const level = chooseLevel(choice)
  const filters = chooseFilters(choice)
  logging.outputs = chooseOutputs(choice)
  logging.level = level
  logging.filters = filters
}

function chooseLevel({ env, config, verbose }: LogChoice): LogLevel {
  const given = env.LIBVIRT_DEBUG
    ? named('LIBVIRT_DEBUG', () => {
        const level = parseLogLevel(env.LIBVIRT_DEBUG ?? '')
        if (!level)
          throw new Error(`'${env.LIBVIRT_DEBUG}' is not a level; levels are 1 to 4, or debug, info, warning and error`)
        return level
      })
    : (levelOfNumber(String(config.level)) ?? 'warning')
  return verbose && logLevels[given] > logLevels.info ? 'info' : given
}

function chooseFilters({ env, config }: LogChoice): LogFilter[] {
  if (env.LIBVIRT_LOG_FILTERS) return named('LIBVIRT_LOG_FILTERS', () => parseLogFilters(env.LIBVIRT_LOG_FILTERS ?? ''))
  return named('log_filters', () => parseLogFilters(config.filters ?? ''))
}

function chooseOutputs(choice: LogChoice): LevelledOutput[] {
  const { env, config, program } = choice
  if (env.LIBVIRT_LOG_OUTPUTS) {
    return named('LIBVIRT_LOG_OUTPUTS', () => openLogOutputs(parseLogOutputs(env.LIBVIRT_LOG_OUTPUTS ?? ''), program))
  }
  const written = named('log_outputs', () => openLogOutputs(parseLogOutputs(config.outputs ?? ''), program))
  // The default output takes whatever level and filters let through; a filter for debugging needs no output set for it.
  return written.length > 0 ? written : openLogOutputs([{ level: 'debug', ...defaultOutput(choice) }], program)
}

function defaultOutput({ terminal, daemonised, logFile, journald = journaldSocket }: LogChoice) {
  if (terminal && !daemonised) return { destination: 'stderr', argument: '' } as const
  if (existsSync(journald)) return { destination: 'journald', argument: '' } as const
  return daemonised
    ? ({ destination: 'file', argument: logFile } as const)
    : ({ destination: 'stderr', argument: '' } as const)
}

function named<T>(name: string, choose: () => T): T {
  try {
    return choose()
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
