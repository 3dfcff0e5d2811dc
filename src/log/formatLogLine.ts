// The line that files and standard error get, in libvirt's format:
//   YYYY-MM-DD HH:MM:SS.mmm+0000: TID: level : function:line : text
import type { LogRecord } from './LogRecord.js'
import { recordFields } from './recordFields.js'

/** One record as a line with its end. Fields for machines follow the text in brackets. */
export function formatLogLine(record: LogRecord): string {
  const { location } = record
  const place = location.source.slice(location.source.lastIndexOf('.') + 1)
  const fields = recordFields(record).map(([name, value]) => `${name}=${value}`)
  const text = fields.length === 0 ? record.text : `${record.text} [${fields.join(' ')}]`
  return `${timestamp(record.time)}: ${process.pid}: ${record.level} : ${place}:${location.line} : ${oneRecord(text)}\n`
}

/** What opens every file: libvirt's own first two lines. */
export function formatLogHeading(time: Date, version: string, host: string): string {
  const start = `${timestamp(time)}: ${process.pid}: info :`
  return `${start} libvirt version: ${version}\n${start} hostname: ${host}\n`
}

function timestamp(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '+0000')
}

/** Further lines are indented and control characters spelled out, so that no text can pass for a record of its own. */
function oneRecord(text: string): string {
  return (
    text
      .replaceAll('\n', '\n    ')
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  )
}
