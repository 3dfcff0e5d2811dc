// Typed readers for attributes and text, with the refusals libvirt words in virxml.c. Each throws LibvirtError XML_ERROR
// whose hint says where in the document the value stood. Missing and optional is `undefined`, never a sentinel.
import { LibvirtError, type LibvirtErrorOptions } from '../../api/LibvirtError.js'
import type { ErrorCodeName } from '../../api/errorCodes.js'
import { parseInteger } from './parseInteger.js'
import { scaledBytes } from './scaledBytes.js'
import { parseUuid } from './parseUuid.js'
import type { XmlElement } from './XmlElement.js'

/** A refusal with libvirt's words in front and the place in the document behind. */
export function refuseAt(
  element: XmlElement,
  detail: string,
  code: ErrorCodeName = 'XML_ERROR',
  options: LibvirtErrorOptions = {},
): LibvirtError {
  return new LibvirtError(code, detail, { hint: `See ${element.path}, line ${element.line}`, ...options })
}

/** `Invalid value for attribute 'x' in element 'y': 'z'.` followed by what was expected, when libvirt says so. */
export function invalidAttribute(element: XmlElement, name: string, expected = ''): LibvirtError {
  const value = element.attribute(name) ?? ''
  const tail = expected === '' ? '' : ` ${expected}`
  return refuseAt(
    element,
    `Invalid value for attribute '${name}' in element '${element.localName}': '${value}'.${tail}`,
  )
}

function missingAttribute(element: XmlElement, name: string): LibvirtError {
  return refuseAt(element, `Missing required attribute '${name}' in element '${element.localName}'`)
}

/** An attribute that must be there. An empty one is there. */
export function requiredAttribute(element: XmlElement, name: string): string {
  const value = element.attribute(name)
  if (value === undefined) throw missingAttribute(element, name)
  return value
}

/** One of the listed words, or undefined when the attribute is missing (virXMLPropEnum with NONZERO). */
export function optionalEnum<const T extends string>(
  element: XmlElement,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const value = oneOf(text, values)
  if (value === undefined) throw invalidAttribute(element, name)
  return value
}

/** One of the listed words; the attribute must be there. */
export function requiredEnum<const T extends string>(element: XmlElement, name: string, values: readonly T[]): T {
  const value = optionalEnum(element, name, values)
  if (value === undefined) throw missingAttribute(element, name)
  return value
}

/** The member of `values` equal to `text`, typed; undefined when there is none. For callers with a wording of their own. */
export function oneOf<const T extends string>(text: string | undefined, values: readonly T[]): T | undefined {
  return values.find(value => value === text)
}

/** `yes` or `no` as a boolean (virTristateBool). */
export function yesNo(element: XmlElement, name: string): boolean | undefined {
  const value = optionalEnum(element, name, ['yes', 'no'])
  return value === undefined ? undefined : value === 'yes'
}

/** `on` or `off` as a boolean (virTristateSwitch). */
export function onOff(element: XmlElement, name: string): boolean | undefined {
  const value = optionalEnum(element, name, ['on', 'off'])
  return value === undefined ? undefined : value === 'on'
}

/** Text for a yes/no attribute, undefined stays undefined. */
export function formatYesNo(value: boolean | undefined): 'yes' | 'no' | undefined {
  return value === undefined ? undefined : value ? 'yes' : 'no'
}

/** Text for an on/off attribute, undefined stays undefined. */
export function formatOnOff(value: boolean | undefined): 'on' | 'off' | undefined {
  return value === undefined ? undefined : value ? 'on' : 'off'
}

/** How an integer attribute is read. */
export interface IntegerOptions {
  /** 10 (default), 16, or 0 for C's own choice by prefix. */
  readonly base?: 0 | 10 | 16
  /** Zero is refused. */
  readonly nonZero?: boolean
  /** The attribute must be there. */
  readonly required?: boolean
  /** Largest value accepted; beyond it is the same refusal as for no number at all. Default 2^32-1 for `uint`. */
  readonly max?: number
  /** A minus sign wraps around, as strtoul does (VIR_XML_PROP_WRAPNEGATIVE). */
  readonly wrapNegative?: boolean
}

const requiredInteger = <T>(value: T | undefined, element: XmlElement, name: string, options: IntegerOptions) => {
  if (value === undefined && options.required) throw missingAttribute(element, name)
  if ((value === 0 || value === 0n) && options.nonZero) {
    throw refuseAt(
      element,
      `Invalid value for attribute '${name}' in element '${element.localName}': Zero is not permitted`,
    )
  }
  return value
}

const uint32Max = 0xffff_ffffn
const uint64Max = 0xffff_ffff_ffff_ffffn

function unsigned(element: XmlElement, name: string, max: bigint, options: IntegerOptions): bigint | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const value = parseInteger(text, { min: options.wrapNegative ? -max : 0n, max, base: options.base ?? 10 })
  if (value === undefined) throw invalidAttribute(element, name, 'Expected non-negative integer value')
  return value < 0n ? max + 1n + value : value
}

/** A non-negative integer of 32 bits (virXMLPropUInt), or up to `max` where that is larger but still exact. */
export function uint(element: XmlElement, name: string, options: IntegerOptions & { required: true }): number
export function uint(element: XmlElement, name: string, options?: IntegerOptions): number | undefined
export function uint(element: XmlElement, name: string, options: IntegerOptions = {}): number | undefined {
  const max = options.max === undefined ? uint32Max : BigInt(options.max)
  const value = unsigned(element, name, max, options)
  return requiredInteger(value === undefined ? undefined : Number(value), element, name, options)
}

/** A non-negative integer of 64 bits (virXMLPropULongLong). */
export function ulong(element: XmlElement, name: string, options: IntegerOptions & { required: true }): bigint
export function ulong(element: XmlElement, name: string, options?: IntegerOptions): bigint | undefined
export function ulong(element: XmlElement, name: string, options: IntegerOptions = {}): bigint | undefined {
  return requiredInteger(unsigned(element, name, uint64Max, options), element, name, options)
}

/** A signed integer of 32 bits (virXMLPropInt). */
export function int(
  element: XmlElement,
  name: string,
  options: IntegerOptions & { nonNegative?: boolean } = {},
): number | undefined {
  const text = element.attribute(name)
  if (text === undefined) return requiredInteger<number>(undefined, element, name, options)
  const value = parseInteger(text, { min: -0x8000_0000n, max: 0x7fff_ffffn, base: options.base ?? 10 })
  if (value === undefined) throw invalidAttribute(element, name, 'Expected integer value')
  if (options.nonNegative && value < 0n) {
    throw invalidAttribute(element, name, 'Expected non-negative value')
  }
  return requiredInteger(Number(value), element, name, options)
}

/** A signed integer of 64 bits (virXMLPropLongLong). */
export function long(element: XmlElement, name: string, options: IntegerOptions = {}): bigint | undefined {
  const text = element.attribute(name)
  if (text === undefined) return requiredInteger<bigint>(undefined, element, name, options)
  const range = { min: -0x8000_0000_0000_0000n, max: 0x7fff_ffff_ffff_ffffn }
  const value = parseInteger(text, { ...range, base: options.base ?? 10 })
  if (value === undefined) throw invalidAttribute(element, name, 'Expected long long integer value')
  return requiredInteger(value, element, name, options)
}

/** A UUID in canonical lower-case form (virXMLPropUUID). */
export function uuid(element: XmlElement, name: string): string | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const value = parseUuid(text)
  if (value === undefined) throw invalidAttribute(element, name, 'Expected UUID')
  return value
}

/** Text of a child element, undefined when it is missing or empty (virXPathString). */
export function childText(element: XmlElement | undefined, ...names: string[]): string | undefined {
  const text = element?.descend(...names)?.text
  return text === '' ? undefined : text
}

/** An attribute that says something: undefined when missing or empty (virXPathString on @name). */
export function nonEmpty(element: XmlElement | undefined, name: string): string | undefined {
  const text = element?.attribute(name)
  return text === '' ? undefined : text
}

/**
 * A size in KiB from an element's text and its `unit` attribute (KiB when there is none), rounded up as libvirt does.
 * @param label what libvirt calls the place in its message, e.g. `./memory[1]`
 * @throws LibvirtError XML_ERROR for what is no number, INVALID_ARG for an unknown unit, OVERFLOW from 2^63 bytes on
 */
export function kib(element: XmlElement, label: string): number {
  return kibFrom(element, element.text, label)
}

/** Like `kib`, of the attribute `name`, which must be there; the unit is in the attribute `unit`. */
export function kibAttribute(element: XmlElement, name: string): number {
  const text = nonEmpty(element, name)
  if (text === undefined) throw refuseAt(element, `missing element or attribute './@${name}'`)
  return kibFrom(element, text, `./@${name}`)
}

function kibFrom(element: XmlElement, text: string, label: string): number {
  const bytes = scaled(element, text, label, element.attribute('unit'), 1024n)
  const size = (bytes + 1023n) / 1024n
  if (size >= (int64Max + 1023n) / 1024n) throw refuseAt(element, 'size value too large', 'OVERFLOW')
  return Number(size)
}

const int64Max = 0x7fff_ffff_ffff_ffffn

/**
 * Bytes from a number and a unit (virParseScaledValue).
 * @param scale what the number counts when there is no unit
 * @param max largest number of bytes
 */
export function scaled(
  element: XmlElement,
  text: string,
  label: string,
  unit: string | undefined,
  scale: bigint,
  max: bigint = int64Max,
): bigint {
  const value = parseInteger(text, { min: 0n, max: uint64Max, base: 10 })
  if (value === undefined) throw refuseAt(element, `Invalid value '${text}' for element or attribute '${label}'`)
  return scaledBytes(value, unit, scale, max, element)
}
