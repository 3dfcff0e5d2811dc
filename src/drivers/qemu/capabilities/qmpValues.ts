// QMP replies are JSON from another program: these turn them into typed values, or say what was wrong with them.
import { LibvirtError } from '../../../api/LibvirtError.js'

/** A JSON object. */
export type QmpObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is QmpObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(what: string, expected: string): never {
  throw new LibvirtError('INTERNAL_ERROR', `QEMU's reply is malformed: ${what} is not ${expected}`)
}

/** The value as an object. @throws LibvirtError INTERNAL_ERROR */
export function objectIn(value: unknown, what: string): QmpObject {
  return isObject(value) ? value : malformed(what, 'an object')
}

/** The value as a list. @throws LibvirtError INTERNAL_ERROR */
export function listIn(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : malformed(what, 'a list')
}

/** The value as a list of objects. @throws LibvirtError INTERNAL_ERROR */
export function objectsIn(value: unknown, what: string): readonly QmpObject[] {
  return listIn(value, what).map((item, index) => objectIn(item, `${what}[${index}]`))
}

/** A member that is a string. @throws LibvirtError INTERNAL_ERROR */
export function textAt(object: QmpObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : malformed(`'${key}'`, 'a string')
}

/** A member that is a number. @throws LibvirtError INTERNAL_ERROR */
export function numberAt(object: QmpObject, key: string): number {
  const value = object[key]
  return typeof value === 'number' ? value : malformed(`'${key}'`, 'a number')
}

/** A string member, undefined when it is missing or something else. */
export function optionalText(object: QmpObject, key: string): string | undefined {
  const value = object[key]
  return typeof value === 'string' ? value : undefined
}

/** The `name` of every object in a list. @throws LibvirtError INTERNAL_ERROR */
export function namesIn(value: unknown, what: string): string[] {
  return objectsIn(value, what).map(object => textAt(object, 'name'))
}
