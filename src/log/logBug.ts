import { MSG } from './catalogue.js'
import { log } from './log.js'
import type { LogFields } from './LogRecord.js'

/**
 * Logs what was thrown and is nobody's to expect, once, with its stack.
 * @param fields what was being done: `call`, `object`, `caller`, …
 * @returns the reference that the caller is told, and that finds the record: `journalctl VIRTBUS_REFERENCE=…`
 */
export function logBug(error: unknown, fields: LogFields): string {
  // Has to be rare, not secret.
  const reference = Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')
  log.error(MSG.internalError, { ...fields, reference, error }, `Internal error ${reference}`)
  return reference
}
