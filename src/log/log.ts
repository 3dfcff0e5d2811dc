// What every other folder imports: `log.warning({ domain }, 'text')`, with a message of the catalogue in front when an
// operator may have to act. Logging never throws and never waits.
import { inspect } from 'node:util'
import { LibvirtError } from '../api/LibvirtError.js'
import { type LogLevel, logLevels } from './LogLevel.js'
import type { LogFields } from './LogRecord.js'
import { logging } from './Logging.js'
import { locationOfCaller, locationOfMark } from './logLocation.js'
import { Message } from './Message.js'

/** Logs a text with its fields; a catalogued message comes first. */
export interface LogFunction {
  (fields: LogFields, text: string): void
  (message: Message, fields: LogFields, text: string): void
}

export interface Log extends Readonly<Record<LogLevel, LogFunction>> {
  /** A log whose records all carry these fields. */
  with(fields: LogFields): Log
}

/** Arguments as the bundler leaves them: it puts a mark `file:line` in front. */
type Marked = readonly (string | Message | LogFields)[]

function makeLog(common: LogFields): Log {
  const at =
    (level: LogLevel): LogFunction =>
    (...args: Marked) =>
      write(level, common, args)
  return {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    with: fields => makeLog({ ...common, ...fields }),
  }
}

export const log: Log = makeLog({})

function write(level: LogLevel, common: LogFields, args: Marked): void {
  // What an operator may act on is written whatever the level of the rest: nobody has to choose a level to get a guest's story.
  const message = args.find(argument => argument instanceof Message)
  const weight = message && logLevels[level] < logLevels.warning ? 'warning' : level
  if (!logging.mayWrite(weight)) return
  try {
    const [first] = args
    const location = typeof first === 'string' ? locationOfMark(first) : locationOfCaller()
    if (!logging.writes(weight, location.source)) return
    const text = args.at(-1)
    const given = args.at(-2)
    const own = typeof given === 'object' && !(given instanceof Message) ? given : {}
    const fields = { ...common, ...own }
    if (typeof text !== 'string') return
    logging.write({ time: new Date(), level, text: text + trace(fields.error), message, fields, location })
  } catch {
    // A field whose getter throws, or the like: the caller's work goes on without its record.
  }
}

/** Behind the text: the stack of a bug, and what lies beneath an error that a caller caused. */
function trace(error: unknown): string {
  if (error === undefined) return ''
  const shown = error instanceof LibvirtError ? error.cause : error
  return shown === undefined ? '' : `\n${inspect(shown)}`
}
