// A mark in a file that we wrote, by which we know later that nobody has changed it since.
import { createHash } from 'node:crypto'

const form = /^<!-- Unchanged by hand as long as this fits what follows: ([\w-]{43}) -->\n/

/** A document with a mark in front. @param conditions under which the mark shall be believed, in any words */
export function seal(document: string, conditions: string): string {
  return `<!-- Unchanged by hand as long as this fits what follows: ${digest(document, conditions)} -->\n${document}`
}

export interface Sealed {
  /** The document without the mark. */
  readonly document: string
  /** Whether it was sealed as it is, under these conditions. */
  readonly holds: (conditions: string) => boolean
}

/** Takes the mark off a text, if there is one. It says nothing until `holds` was asked. */
export function openSeal(text: string): Sealed {
  const [line = '', mark] = form.exec(text) ?? []
  const document = text.slice(line.length)
  return { document, holds: conditions => mark !== undefined && mark === digest(document, conditions) }
}

const digest = (document: string, conditions: string): string =>
  createHash('sha256').update(`${conditions.length} ${conditions}`).update(document).digest('base64url')
