// The journal's native protocol: `NAME=value\n`, or for values with line ends `NAME\n`, a 64-bit little-endian length,
// the value and `\n`. https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
import { syslogPriorities } from './LogLevel.js'
import type { LogRecord } from './LogRecord.js'
import { recordFields } from './recordFields.js'

/** @param identifier what journalctl shows in front: the program's name */
export function encodeJournalRecord(record: LogRecord, identifier: string): Buffer {
  const { location } = record
  const fields: (readonly [string, string])[] = [
    ['MESSAGE', record.text],
    ['PRIORITY', String(syslogPriorities[record.level])],
    ['SYSLOG_IDENTIFIER', identifier],
    ['CODE_FILE', location.file],
    ['CODE_LINE', String(location.line)],
    // libvirt's own name for the part of the sources that a record comes from; people filter by it.
    ['LIBVIRT_SOURCE', location.source],
    ...recordFields(record),
  ]
  return Buffer.concat(fields.map(([name, value]) => encodeField(name, value)))
}

function encodeField(name: string, value: string): Buffer {
  // journald takes a NUL for the end of what the value's reader in C sees; nothing of ours needs one.
  const clean = value.replaceAll('\0', '')
  if (!clean.includes('\n')) return Buffer.from(`${name}=${clean}\n`)
  const body = Buffer.from(clean)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(body.length))
  return Buffer.concat([Buffer.from(`${name}\n`), length, body, Buffer.from('\n')])
}
