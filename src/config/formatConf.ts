// Writes a configuration file the way libvirt writes one: one statement a line, comments kept, blank lines gone.
import type { ConfEntry, ConfValue } from './ConfValue.js'

/** The text of a file with these statements. */
export function formatConf(entries: readonly ConfEntry[]): string {
  return entries.map(entry => `${formatEntry(entry)}\n`).join('')
}

function formatEntry(entry: ConfEntry): string {
  const comment = entry.comment === undefined ? '' : `#${entry.comment}`
  if (entry.name === undefined) return comment
  return `${entry.name} = ${formatValue(entry.value)}${comment && ` ${comment}`}`
}

function formatValue(value: ConfValue): string {
  switch (value.type) {
    case 'string':
      return value.value.includes('\n') ? `"""${value.value}"""` : `"${value.value}"`
    case 'list':
      return `[ ${value.value.map(formatValue).join(', ')} ]`
    case 'ulong':
    case 'long':
      return String(value.value)
  }
}
