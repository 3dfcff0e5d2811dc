// Reads libvirt's configuration files: `name = value` statements, one a line or separated by `;`, and `#` comments.
// The syntax is that of libvirtd.conf, qemu.conf and the rest, and so are the refusals, which operators search for.
import { ConfScanner } from './ConfScanner.js'
import type { ConfEntry, ConfValue } from './ConfValue.js'
import { parseConfValue } from './parseConfValue.js'

/**
 * The settings of a file by name. Of a name assigned twice the first value counts, as in libvirt.
 * @param file name used in messages
 * @throws LibvirtError CONF_SYNTAX or OVERFLOW with `file:line: why`
 */
export function parseConf(text: string, file: string): Map<string, ConfValue> {
  const values = new Map<string, ConfValue>()
  for (const entry of parseConfEntries(text, file)) {
    if (entry.name !== undefined && !values.has(entry.name)) values.set(entry.name, entry.value)
  }
  return values
}

/** Every statement of a file in order, comments included, so that it can be written back. @throws as `parseConf` */
export function parseConfEntries(text: string, file: string): ConfEntry[] {
  const scanner = new ConfScanner(text, file)
  const entries: ConfEntry[] = []
  while (!scanner.done) {
    entries.push(parseStatement(scanner))
    skipSeparator(scanner)
  }
  return entries
}

function parseStatement(scanner: ConfScanner): ConfEntry {
  scanner.skipBlanksAndLines()
  const ownComment = takeComment(scanner)
  if (ownComment !== undefined) return { comment: ownComment }
  const line = scanner.line
  const name = scanner.take(/[A-Za-z][A-Za-z0-9_]*/y)
  if (name === '') scanner.refuse('expecting a name')
  scanner.skipBlanks()
  if (scanner.current !== '=') scanner.refuse('expecting an assignment')
  scanner.skip()
  const value = parseConfValue(scanner)
  scanner.skipBlanks()
  const comment = takeComment(scanner)
  return { name, value, line, ...(comment === undefined ? {} : { comment }) }
}

function takeComment(scanner: ConfScanner): string | undefined {
  return scanner.current === '#' ? scanner.take(/[^\r\n]*/y).slice(1) : undefined
}

/** The end of a line or a `;`, and all blank lines behind it. */
function skipSeparator(scanner: ConfScanner): void {
  scanner.skipBlanks()
  if (scanner.done) return
  if (!/[;\r\n]/.test(scanner.current)) scanner.refuse('expecting a separator')
  if (scanner.current === ';') scanner.skip()
  scanner.skipBlanksAndLines()
}
