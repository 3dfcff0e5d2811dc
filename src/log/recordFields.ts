// Turns what a call to `log` was given into the names that journalctl searches by.
import { LibvirtError } from '../api/LibvirtError.js'
import type { LogFields, LogRecord } from './LogRecord.js'

type Named = readonly [name: string, value: string]
type KnownField = Exclude<keyof LogFields, number>

/** Fields with names of their own; what is not here is `VIRTBUS_<NAME>`. */
const known: { readonly [key: KnownField]: (fields: LogFields) => readonly (readonly [string, unknown])[] } = {
  driver: fields => [['VIRTBUS_DRIVER', fields.driver]],
  object: fields => [['VIRTBUS_OBJECT', fields.object]],
  domain: fields => [
    ['DOMAIN_NAME', fields.domain?.name],
    ['DOMAIN_UUID', fields.domain?.uuid],
  ],
  caller: ({ caller = {} }) => {
    const { uid, pid } = 'identity' in caller ? caller.identity : caller
    return [
      ['CALLER_UID', uid],
      ['CALLER_PID', pid],
    ]
  },
  call: fields => [['CALL', fields.call]],
  error: fields => [['LIBVIRT_ERROR', fields.error instanceof LibvirtError ? fields.error.number : undefined]],
}

/** The record's own fields, MESSAGE_ID first; not the text, the priority and the place. */
export function recordFields(record: LogRecord): Named[] {
  const result: Named[] = record.message ? [['MESSAGE_ID', record.message.id]] : []
  for (const [key, value] of Object.entries(record.fields)) {
    const named = known[key]?.(record.fields) ?? [[`VIRTBUS_${screaming(key)}`, value] as const]
    for (const [name, raw] of named) {
      const text = fieldText(raw)
      if (text !== undefined) result.push([name, text])
    }
  }
  return result
}

/** `waitedSeconds` → `WAITED_SECONDS`; the journal allows capital letters, digits and underscores, 64 in all. */
function screaming(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_')
    .slice(0, 56)
}

function fieldText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return value === null ? undefined : value instanceof Error ? value.message : safeJson(value)
    default:
      return undefined
  }
}

function safeJson(value: object): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined // a circle or a bigint inside: a log record is not worth an exception
  }
}
