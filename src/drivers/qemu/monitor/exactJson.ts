// JSON with integers of 64 bits, which JSON.parse would round: times in nanoseconds, for one.

/** A string, which is passed over, or an integer of more digits than JavaScript counts exactly. */
const stringOrLongInteger = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g

/** Reads JSON; integers of 16 digits and more come as strings of their digits. @throws SyntaxError */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(stringOrLongInteger, part => (part.startsWith('"') ? part : `"${part}"`)))
}

/** The same JSON without spaces between its parts; no number changes. */
export function compactJson(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, part => (part.startsWith('"') ? part : ''))
}
