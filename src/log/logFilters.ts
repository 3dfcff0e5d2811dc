// `log_filters`: which level counts for records of which part of the sources.
import { type LogLevel, levelOfNumber, logLevels } from './LogLevel.js'

/** One `level:match`. */
export interface LogFilter {
  readonly level: LogLevel
  /** As written. */
  readonly match: string
  readonly pattern: RegExp
}

/**
 * Reads a blank-separated list of `level:match`; the match is found anywhere in the source's name (`drivers.qemu.start`),
 * and may use `*` and `?`.
 * @throws Error naming the part that is wrong
 */
export function parseLogFilters(text: string): LogFilter[] {
  return words(text).map(word => {
    const [, digit = '', match = ''] = /^(\d):(.+)$/.exec(word) ?? []
    const level = levelOfNumber(digit)
    if (!level) throw new Error(`'${word}' is not a log filter; it takes the form level:match, with a level of 1 to 4`)
    return { level, match, pattern: globPattern(match) }
  })
}

/** The list in the form it is read in. */
export function formatLogFilters(filters: readonly LogFilter[]): string {
  return filters.map(filter => `${logLevels[filter.level]}:${filter.match}`).join(' ')
}

export function words(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '')
}

function globPattern(match: string): RegExp {
  return new RegExp(
    match
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  )
}
