// Owns the kinds of attribute values libvirt's device elements use.
import { parseInteger } from '../../xml/parseInteger.js'
import type { AttributeType } from './attributeTable.js'

/** Any text. */
export const string: AttributeType<string> = { read: text => text, write: value => value }

/** One of libvirt's names for an enumeration. */
export function oneOf<const T extends string>(...names: T[]): AttributeType<T> {
  return { read: text => names.find(name => name === text), write: value => value }
}

function flag(yes: string, no: string): AttributeType<boolean> {
  return {
    read: text => (text === yes ? true : text === no ? false : undefined),
    write: value => (value ? yes : no),
  }
}

/** `on` or `off`. */
export const onOff = flag('on', 'off')
/** `yes` or `no`. */
export const yesNo = flag('yes', 'no')

/** What nearly all numbers look like, and every base but 16 reads alike. */
const plain = /^(0|[1-9]\d{0,14})$/
const exact = { min: BigInt(Number.MIN_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) }

/** @param base as libvirt has it for the attribute: mostly 10; for parts of addresses 0, which lets the prefix decide, or 16 */
function integer(minimum: number, maximum: number, expected: string, base: 0 | 10 | 16 = 10): AttributeType<number> {
  return {
    read(text) {
      const value =
        base !== 16 && plain.test(text) ? Number(text) : Number(parseInteger(text, { ...exact, base }) ?? Number.NaN)
      return value >= minimum && value <= maximum ? value : undefined
    },
    write: value => value,
    expected,
  }
}

/** What libvirt says of numbers without a sign. */
const unsigned = 'Expected non-negative integer value'

/** Signed 32 bit. */
export const int = integer(-0x80000000, 0x7fffffff, 'Expected integer value')
/** Unsigned 32 bit. */
export const uint = integer(0, 0xffffffff, unsigned)

function nonNegativeIn(base: 0 | 10): AttributeType<number> {
  return {
    ...integer(0, 0x7fffffff, '', base),
    expected: text => (/^-\d+$/.test(text) ? 'Expected non-negative value' : 'Expected integer value'),
  }
}

/** Signed 32 bit that libvirt wants to be zero or more. */
export const nonNegative = nonNegativeIn(10)
/** The same, written as `0x…`, and read as C does. */
export const nonNegativeHex: AttributeType<number> = {
  ...nonNegativeIn(0),
  write: value => `0x${value.toString(16)}`,
}
/** Unsigned 32 bit, read as C does: `0x` makes it hexadecimal, a leading zero octal. */
export const prefixed = integer(0, 0xffffffff, unsigned, 0)
/** The same, signed. */
export const prefixedInt = integer(-0x80000000, 0x7fffffff, 'Expected integer value', 0)
/** Unsigned 32 bit other than zero. */
export const positive: AttributeType<number> = { ...uint, nonZero: true }
/** Unsigned up to 2^53, for quantities that cannot reasonably be more (bytes per second, KiB). */
export const size = integer(0, Number.MAX_SAFE_INTEGER, unsigned)

function long(base: 10 | 16): AttributeType<bigint> {
  return {
    read: text => parseInteger(text, { min: 0n, max: (1n << 64n) - 1n, base }),
    write: value => value,
    expected: unsigned,
  }
}

/** Unsigned 64 bit. */
export const ulong = long(10)

/**
 * A number written as `0x…` with at least so many digits.
 * @param base 0 reads as C does, where the prefix decides; 16 takes digits without a prefix for hexadecimal, too
 */
export function hex(digits: number, base: 0 | 16 = 0): AttributeType<number> {
  return { ...integer(0, 0xffffffff, unsigned, base), write: value => `0x${value.toString(16).padStart(digits, '0')}` }
}

/** An unsigned 64 bit number written as `0x…`; its digits are hexadecimal with or without. */
export function hexLong(digits = 1): AttributeType<bigint> {
  return { ...long(16), write: value => `0x${value.toString(16).padStart(digits, '0')}` }
}

/** `0x` and four digits, the digits being hexadecimal with or without `0x` (USB vendor and product). */
export const usbId: AttributeType<number> = {
  read: text => (/^(0x)?[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ''), 16) : undefined),
  write: value => `0x${value.toString(16).padStart(4, '0')}`,
  expected: 'Expected non-negative integer value',
}
