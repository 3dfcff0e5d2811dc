// One value: a number, a quoted string, or a list of values.
import type { ConfScanner } from './ConfScanner.js'
import type { ConfValue } from './ConfValue.js'

/** Lists within lists deeper than this are refused; no key of libvirt takes more than one level. */
const maxListDepth = 64
const maxNumber = 2n ** 63n - 1n

/** Reads the value the scanner stands at (blanks before it are skipped). @throws LibvirtError CONF_SYNTAX, OVERFLOW */
export function parseConfValue(scanner: ConfScanner, depth = 0): ConfValue {
  scanner.skipBlanks()
  const first = scanner.current
  if (first === '"' || first === "'") return { type: 'string', value: parseString(scanner) }
  if (first === '[') return { type: 'list', value: parseList(scanner, depth) }
  if (/[-+0-9]/.test(first)) return { type: first === '-' ? 'long' : 'ulong', value: parseNumber(scanner) }
  return scanner.refuse('expecting a value')
}

/** Decimal digits behind an optional sign; leading zeros do not make it octal. */
function parseNumber(scanner: ConfScanner): bigint {
  const sign = scanner.take(/[-+]?/y)
  const digits = scanner.take(/[0-9]*/y)
  if (digits === '') scanner.refuse('unterminated number')
  // The limit is that of the digits alone, so the smallest negative 64-bit number is refused too.
  const significant = digits.replace(/^0+/, '')
  if (significant.length > 19 || BigInt(digits) > maxNumber) {
    scanner.refuse('numeric overflow in conf value', 'OVERFLOW')
  }
  return sign === '-' ? -BigInt(digits) : BigInt(digits)
}

/** Text in quotes, taken as it stands: there is no escape. Only a text in triple quotes may hold line ends. */
function parseString(scanner: ConfScanner): string {
  const triple = '"""'
  // libvirt wants at least one character besides two triple quotes before it sees a triple quote at all.
  if (scanner.remaining > 6 && scanner.startsWith(triple)) {
    scanner.skip(3)
    const text = scanner.take(/[^]*?(?="""|$(?![^]))/y)
    if (!scanner.startsWith(triple)) scanner.refuse('unterminated string')
    scanner.skip(3)
    return text
  }
  const quote = scanner.current
  scanner.skip()
  const text = scanner.take(quote === '"' ? /[^"\r\n]*/y : /[^'\r\n]*/y)
  if (scanner.current !== quote) scanner.refuse('unterminated string')
  scanner.skip()
  return text
}

/** `[ value, value ]` over any number of lines, with or without a comma behind the last value; comments are not allowed. */
function parseList(scanner: ConfScanner, depth: number): ConfValue[] {
  if (depth >= maxListDepth) scanner.refuse(`lists nest deeper than ${maxListDepth}`)
  const values: ConfValue[] = []
  scanner.skip()
  scanner.skipBlanksAndLines()
  while (!scanner.done && scanner.current !== ']') {
    values.push(parseConfValue(scanner, depth + 1))
    scanner.skipBlanksAndLines()
    if (scanner.done || scanner.current === ']') break
    if (scanner.current !== ',') scanner.refuse('expecting a separator in list')
    scanner.skip()
    scanner.skipBlanksAndLines()
    if (scanner.done) scanner.refuse('expecting a value')
  }
  if (scanner.done) scanner.refuse('list is not closed with ]')
  scanner.skip()
  return values
}
