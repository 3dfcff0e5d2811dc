// Owns the kinds of attribute values libvirt's device elements use.
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

function integer(minimum: number, maximum: number, expected: string): AttributeType<number> {
  return {
    read(text) {
      if (!/^[+-]?(0x[0-9a-f]+|[0-9]+)$/i.test(text)) return undefined
      const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''))
      return value >= minimum && value <= maximum ? value : undefined
    },
    write: value => value,
    expected,
  }
}

/** Signed 32 bit. */
export const int = integer(-0x80000000, 0x7fffffff, 'Expected integer value')
/** Unsigned 32 bit. */
export const uint = integer(0, 0xffffffff, 'Expected non-negative integer value')
/** Signed 32 bit that libvirt wants to be zero or more. */
export const nonNegative: AttributeType<number> = {
  ...integer(0, 0x7fffffff, ''),
  expected: text => (/^-\d+$/.test(text) ? 'Expected non-negative value' : 'Expected integer value'),
}
/** Unsigned 32 bit other than zero. */
export const positive: AttributeType<number> = { ...uint, nonZero: true }
/** Unsigned up to 2^53, for quantities that cannot reasonably be more (bytes per second, KiB). */
export const size = integer(0, Number.MAX_SAFE_INTEGER, 'Expected non-negative integer value')

/** Unsigned 64 bit. */
export const ulong: AttributeType<bigint> = {
  read(text) {
    if (!/^\+?(0x[0-9a-f]+|[0-9]+)$/i.test(text)) return undefined
    const value = BigInt(text.replace('+', ''))
    return value < 1n << 64n ? value : undefined
  },
  write: value => value,
  expected: 'Expected non-negative integer value',
}

/** A number written as `0x…` with at least so many digits; `0x` may be missing when read, and the base is then ten. */
export function hex(digits: number, type: AttributeType<number> = uint): AttributeType<number> {
  return { ...type, write: value => `0x${value.toString(16).padStart(digits, '0')}` }
}

/** A 64 bit number written in hexadecimal. */
export function hexLong(digits = 1): AttributeType<bigint> {
  return { ...ulong, write: value => `0x${value.toString(16).padStart(digits, '0')}` }
}

/** `0x` and four digits, the digits being hexadecimal with or without `0x` (USB vendor and product). */
export const usbId: AttributeType<number> = {
  read: text => (/^(0x)?[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ''), 16) : undefined),
  write: value => `0x${value.toString(16).padStart(4, '0')}`,
  expected: 'Expected non-negative integer value',
}
