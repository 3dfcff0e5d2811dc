// Finds out where a record comes from: from the mark that the bundler writes into every call (tools/markLogCalls.mjs), or
// from the stack when modules run unbundled.
import type { LogLocation } from './LogRecord.js'

const known = new Map<string, LogLocation>()
const unknown: LogLocation = { file: 'src/unknown.ts', line: 0, source: 'unknown' }

/** @param mark `src/daemon/runDaemon.ts:42` */
export function locationOfMark(mark: string): LogLocation {
  const cached = known.get(mark)
  if (cached) return cached
  const [, file = unknown.file, line = '0'] = /^(.+):(\d+)$/.exec(mark) ?? []
  const source = file
    .replace(/^src\//, '')
    .replace(/\.[jt]s$/, '')
    .replaceAll('/', '.')
  const location = { file, line: Number(line), source }
  known.set(mark, location)
  return location
}

/** The caller outside src/log, by the stack. */
export function locationOfCaller(): LogLocation {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 8
  const { stack = '' } = new Error()
  Error.stackTraceLimit = limit
  for (const line of stack.split('\n').slice(1)) {
    const [, file, number] = /((?:src|test)\/[^\s()]+?\.[jt]s):(\d+):\d+\)?$/.exec(line) ?? []
    if (file && number && !file.startsWith('src/log/')) return locationOfMark(`${file.replace(/js$/, 'ts')}:${number}`)
  }
  return unknown
}
