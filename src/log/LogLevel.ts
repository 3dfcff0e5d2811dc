/** libvirt's four levels, in the numbers of `log_level`, `log_filters` and `log_outputs`. */
export const logLevels = { debug: 1, info: 2, warning: 3, error: 4 } as const
export type LogLevel = keyof typeof logLevels

/** syslog(3) priorities, which the journal's PRIORITY field uses too. */
export const syslogPriorities: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warning: 4, error: 3 }

const byNumber = new Map<string, LogLevel>([
  ['1', 'debug'],
  ['2', 'info'],
  ['3', 'warning'],
  ['4', 'error'],
])
const byName = new Map<string, LogLevel>([...byNumber.values()].map(level => [level, level]))

/** The level for `1`…`4`; undefined for anything else. */
export function levelOfNumber(text: string): LogLevel | undefined {
  return byNumber.get(text)
}

/** The level for `1`…`4` or a name, which LIBVIRT_DEBUG allows; undefined for anything else. */
export function parseLogLevel(text: string): LogLevel | undefined {
  return byNumber.get(text) ?? byName.get(text)
}
