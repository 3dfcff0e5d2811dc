import { type LogRecord } from '../../src/log/LogRecord.js'
import { logging } from '../../src/log/Logging.js'
import type { LogLevel } from '../../src/log/LogLevel.js'

/** Collects what is logged until the test ends. */
export function captureLog(t: { teardown(run: () => void): void }, level: LogLevel = 'debug'): LogRecord[] {
  const records: LogRecord[] = []
  const before = { level: logging.level, filters: logging.filters }
  logging.level = level
  logging.outputs = [
    { level: 'debug', output: { name: 'test', write: record => records.push(record), close: () => {} } },
  ]
  t.teardown(() => {
    logging.close()
    Object.assign(logging, before)
  })
  return records
}
