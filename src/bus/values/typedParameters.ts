// Typed parameters as a{sv}. Facts: libvirt-dbus.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import { type Entries, Variant } from '../codec/values.js'

const letters = { int: 'i', uint: 'u', llong: 'x', ullong: 't', double: 'd', boolean: 'b', string: 's' } as const

/** org.libvirt has always wrapped each of these values twice, and clients unwrap twice. */
export function legacyVariant(signature: string, value: unknown): Variant {
  return new Variant('v', new Variant(signature, value))
}

/** Parameters as a dictionary of doubly wrapped values. */
export function parametersToEntries(parameters: readonly TypedParameter[]): Entries<string, Variant> {
  return parameters.map(({ field, type, value }) => [field, legacyVariant(letters[type], value)])
}

/** A dictionary as parameters; a repeated name is passed on. @throws LibvirtError for a value of another type */
export function parametersFromEntries(entries: Entries<string, Variant>): TypedParameter[] {
  return entries.map(([field, variant]) => toParameter(field, variant))
}

function toParameter(field: string, { signature, value }: Variant): TypedParameter {
  if (typeof value === 'number') {
    if (signature === 'i') return { field, type: 'int', value }
    if (signature === 'u') return { field, type: 'uint', value }
    if (signature === 'd') return { field, type: 'double', value }
  } else if (typeof value === 'bigint') {
    return { field, type: signature === 'x' ? 'llong' : 'ullong', value }
  } else if (typeof value === 'boolean') {
    return { field, type: 'boolean', value }
  } else if (typeof value === 'string' && signature === 's') {
    return { field, type: 'string', value }
  }
  // libvirt-dbus names the type here, not the parameter.
  throw new LibvirtError('INVALID_ARG', `Invalid typed parameter '${signature}'.`, { bare: true })
}
