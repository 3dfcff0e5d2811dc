// Owns the declarative description of flat XML attributes: one table both reads an element's attributes into a typed
// value and writes them back in libvirt's order. Everything that nests is left to the device families.
import type { ErrorCodeName } from '../../../api/errorCodes.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlAttributes } from '../../xml/XmlWriter.js'
import type { XmlElement } from '../../xml/XmlElement.js'

/** How one attribute's text becomes a value and back. `expected` is the sentence appended to a refusal. */
export interface AttributeType<T> {
  /** Name in the document where it differs from the property's. */
  readonly name?: string
  /** Undefined refuses the text. */
  read(text: string): T | undefined
  write(value: T): string | number | bigint
  /** The sentence behind a refusal, or how to find it from the text. */
  readonly expected?: string | ((text: string) => string)
  /** Zero is read, and refused in words of its own. */
  readonly nonZero?: true
  /** The refusal of a text, where libvirt does not use its usual words. */
  readonly refusal?: (text: string) => LibvirtError
}

/** An attribute the element cannot do without. */
export interface RequiredAttribute<T> extends AttributeType<T> {
  readonly required: true
  /** The refusal of its absence, where libvirt does not use its usual words. */
  readonly absence?: () => LibvirtError
}

type Value<A> = A extends AttributeType<infer V> ? V : never
type RequiredKey<T> = { [K in keyof T]: T[K] extends { required: true } ? K : never }[keyof T]

/** The value a table reads: an optional property for each attribute, except the required ones. */
export type AttributesOf<T> = { [K in Exclude<keyof T, RequiredKey<T>>]?: Value<T[K]> | undefined } & {
  [K in RequiredKey<T>]: Value<T[K]>
}

export interface AttributeTable<V> {
  /** Reads a present element; an absent one reads as no attributes at all. */
  readonly parse: (element: XmlElement | undefined) => V
  /** Attributes in the order of the table. */
  readonly format: (value: V | undefined) => XmlAttributes
}

/** The value type of a table: `type Driver = TableValue<typeof driver>`. */
export type TableValue<T> = T extends AttributeTable<infer V> ? V : never

type AnyAttribute = AttributeType<unknown> & { readonly required?: true; readonly absence?: () => LibvirtError }

/** libvirt's refusal of an attribute's value. */
export function invalidAttribute(element: XmlElement, name: string, text: string, expected?: string): LibvirtError {
  const tail = expected === undefined ? '.' : `. ${expected}`
  return new LibvirtError(
    'XML_ERROR',
    `Invalid value for attribute '${name}' in element '${element.name}': '${text}'${tail}`,
  )
}

/** libvirt's refusal of an element without an attribute it needs. */
export function missingAttribute(element: string, name: string): LibvirtError {
  return new LibvirtError('XML_ERROR', `Missing required attribute '${name}' in element '${element}'`)
}

/** Reads one attribute with a type. @throws LibvirtError XML_ERROR for a value the type refuses */
export function readAttribute<T>(element: XmlElement | undefined, name: string, type: AttributeType<T>): T | undefined {
  const text = element?.attribute(name)
  if (element === undefined || text === undefined) return undefined
  const value = type.read(text)
  if (value === undefined) {
    const { expected, refusal } = type
    if (refusal) throw refusal(text)
    throw invalidAttribute(element, name, text, typeof expected === 'function' ? expected(text) : expected)
  }
  if (type.nonZero && value === 0) {
    throw new LibvirtError(
      'XML_ERROR',
      `Invalid value for attribute '${name}' in element '${element.name}': Zero is not permitted`,
    )
  }
  return value
}

/** Like `readAttribute`, and refuses absence. @throws LibvirtError XML_ERROR */
export function needAttribute<T>(element: XmlElement, name: string, type: AttributeType<T>): T {
  const value = readAttribute(element, name, type)
  if (value === undefined) throw missingAttribute(element.name, name)
  return value
}

/** Builds a table; the order of its keys is the order in which libvirt writes the attributes. */
export function attributeTable<const T extends Record<string, AnyAttribute>>(
  types: T,
): AttributeTable<AttributesOf<T>> {
  const rows = Object.entries(types).map(([property, type]) => ({ property, type, name: type.name ?? property }))
  return {
    parse(element) {
      const values: Record<string, unknown> = {}
      for (const { property, type, name } of rows) {
        const value = readAttribute(element, name, type)
        if (value !== undefined) values[property] = value
        else if (type.required) throw type.absence?.() ?? missingAttribute(element?.name ?? '', name)
      }
      return values as AttributesOf<T>
    },
    format(value) {
      const attributes: XmlAttributes = {}
      if (value === undefined) return attributes
      const values = value as Readonly<Record<string, unknown>>
      for (const { property, type, name } of rows) {
        const given = values[property]
        if (given !== undefined) attributes[name] = type.write(given)
      }
      return attributes
    },
  }
}

/** The same type under another attribute name. */
export function named<T>(name: string, type: AttributeType<T>): AttributeType<T> {
  return { ...type, name }
}

/** The same type, refused when absent: in libvirt's usual words, or in those. */
export function required<T>(type: AttributeType<T>, absence?: () => LibvirtError): RequiredAttribute<T> {
  return absence ? { ...type, required: true, absence } : { ...type, required: true }
}

/** The same type with a refusal as older readers of libvirt put it, e.g. `unknown input bus type 'x'`. */
export function refusing<T>(
  type: AttributeType<T>,
  words: (text: string) => string,
  code: ErrorCodeName = 'CONFIG_UNSUPPORTED',
): AttributeType<T> {
  return { ...type, refusal: text => new LibvirtError(code, words(text)) }
}
