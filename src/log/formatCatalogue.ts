// Writes journald's catalogue file from the table. Format: https://systemd.io/CATALOG/
import type { Message } from './Message.js'

/** The text of `units/virtbus.catalog`. */
export function formatCatalogue(messages: Readonly<Record<string, Message>>): string {
  const entries = Object.values(messages).map(
    ({ id, subject, explanation, remedy }) =>
      `-- ${id}\nSubject: ${subject}\nDefined-By: virtbus\n\n${wrap(explanation)}\n\n${wrap(remedy)}\n`,
  )
  return [
    '# Written by tools/writeCatalogue.mjs from src/log/catalogue.ts. What journalctl -x explains.\n',
    ...entries,
  ].join('\n')
}

/** Breaks at blanks, at most 79 characters a line. */
function wrap(text: string): string {
  return text.replace(/(.{1,79})(?: |$)/g, '$1\n').trimEnd()
}
