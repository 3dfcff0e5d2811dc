// JSON with integers of 64 bits, which JSON.parse would round: times in nanoseconds, for one. A guest may have written it: texts
// and numbers can be megabytes long, on which expressions that go back would run out of stack, or of time.

/** Characters of a number that is looked at closely. */
const longest = 41
const number = /-?\d[\d.eE+-]*/g
/** An integer of more digits than JavaScript counts exactly, and of no more than anybody means. */
const longInteger = /^-?\d{16,40}$/

/** Levels of an answer, of which agents use six. Thousands of them take JSON.parse seconds. */
const deepest = 100

/**
 * Reads JSON; integers of 16 digits and more come as strings of their digits.
 * @throws SyntaxError, also for what is nested more than 100 levels deep
 */
export function parseExactJson(text: string): unknown {
  const quote = (part: string) => (part.length <= longest && longInteger.test(part) ? `"${part}"` : part)
  let depth = 0
  const exact = betweenStrings(text, part => {
    depth = deepen(depth, part)
    return part.replace(number, quote)
  })
  return JSON.parse(exact)
}

/** The level behind a part of JSON without strings that begins on this one. @throws SyntaxError */
function deepen(from: number, part: string): number {
  let depth = from
  for (const [bracket] of part.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > deepest) throw new SyntaxError(`JSON is nested more than ${deepest} levels deep`)
  }
  return depth
}

/** The same JSON without spaces between its parts; no number changes. */
export function compactJson(text: string): string {
  return betweenStrings(text, part => part.replace(/\s+/g, ''))
}

/** Changes what stands between the strings of a JSON text. */
function betweenStrings(text: string, change: (part: string) => string): string {
  const parts: string[] = []
  let at = 0
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', at)) {
    const end = endOfString(text, start)
    parts.push(change(text.slice(at, start)), text.slice(start, end))
    at = end
  }
  parts.push(change(text.slice(at)))
  return parts.join('')
}

/** Place behind a string that begins there. A quotation mark behind an odd number of backslashes does not end it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end
    while (text[first - 1] === '\\') first--
    if ((end - first) % 2 === 0) return end + 1
  }
  return text.length
}
