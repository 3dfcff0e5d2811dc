// Owns which records are written and where to. One per process, because code anywhere logs; everything about it can be
// changed while the daemon runs, which is what `virt-admin daemon-log-filters` and `daemon-log-outputs` do.
import type { LogFilter } from './logFilters.js'
import { formatLogFilters } from './logFilters.js'
import { type LogLevel, logLevels } from './LogLevel.js'
import type { LogOutput, LogRecord } from './LogRecord.js'
import { StderrOutput } from './outputs/StderrOutput.js'

/** An output and the least important level it takes. */
export interface LevelledOutput {
  readonly level: LogLevel
  readonly output: LogOutput
}

export class Logging {
  #level: LogLevel = 'warning'
  #filters: readonly LogFilter[] = []
  #outputs: readonly LevelledOutput[] = [{ level: 'debug', output: new StderrOutput() }]
  /** Number of the least important level that anything asks for. */
  #floor: number = logLevels.warning

  get level(): LogLevel {
    return this.#level
  }

  /** The level of what no filter matches. */
  set level(level: LogLevel) {
    this.#level = level
    this.#settle()
  }

  get filters(): readonly LogFilter[] {
    return this.#filters
  }

  set filters(filters: readonly LogFilter[]) {
    this.#filters = filters
    this.#settle()
  }

  get outputs(): readonly LevelledOutput[] {
    return this.#outputs
  }

  /** Replaces all outputs and closes the old ones, except those that are in both. */
  set outputs(outputs: readonly LevelledOutput[]) {
    const before = this.#outputs
    this.#outputs = outputs
    this.#settle()
    const kept = new Set(outputs.map(({ output }) => output))
    for (const { output } of before) if (!kept.has(output)) output.close()
  }

  /** As in `log_filters`. */
  get filtersText(): string {
    return formatLogFilters(this.#filters)
  }

  /** As in `log_outputs`. */
  get outputsText(): string {
    return this.#outputs.map(({ level, output }) => `${logLevels[level]}:${output.name}`).join(' ')
  }

  /** Whether a record of that level could be written by some source: the quick answer for debug calls. */
  mayWrite(level: LogLevel): boolean {
    return logLevels[level] >= this.#floor
  }

  /** Whether a record of that level from that source is written; the first matching filter decides. */
  writes(level: LogLevel, source: string): boolean {
    const least = this.#filters.find(filter => filter.pattern.test(source))?.level ?? this.#level
    return logLevels[level] >= logLevels[least]
  }

  write(record: LogRecord): void {
    const weight = record.message ? Math.max(logLevels[record.level], logLevels.warning) : logLevels[record.level]
    for (const { level, output } of this.#outputs) {
      if (weight >= logLevels[level]) output.write(record)
    }
  }

  /** Closes every output; what is logged later goes to standard error. */
  close(): void {
    this.outputs = [{ level: 'debug', output: new StderrOutput() }]
  }

  #settle(): void {
    this.#floor = Math.min(logLevels[this.#level], ...this.#filters.map(filter => logLevels[filter.level]))
  }
}

/** The process's own. */
export const logging = new Logging()
