// Typed parameters in and out: what a setter takes, checked as libvirt checks it, and what a getter tells.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'

export type ParameterType = TypedParameter['type']
export type ParameterTypes<N extends string> = { readonly [K in N]: ParameterType }

const asText: Record<ParameterType, string> = {
  int: 'int',
  uint: 'uint',
  llong: 'llong',
  ullong: 'ullong',
  double: 'double',
  boolean: 'boolean',
  string: 'string',
}

/**
 * The parameters by name, each of the type it must have and given once.
 * @throws LibvirtError ARGUMENT_UNSUPPORTED for a name nobody knows, INVALID_ARG for a wrong type or a repetition
 */
export function readParameters<N extends string>(
  params: readonly TypedParameter[],
  types: ParameterTypes<N>,
): Map<N, TypedParameter> {
  const found = new Map<N, TypedParameter>()
  for (const parameter of params) {
    const { field, type } = parameter
    if (!isNameOf(field, types)) {
      throw new LibvirtError('ARGUMENT_UNSUPPORTED', `parameter '${field}' not supported`)
    }
    if (type !== types[field]) {
      const text = `invalid type '${asText[type]}' for parameter '${field}', expected '${asText[types[field]]}'`
      throw new LibvirtError('INVALID_ARG', text)
    }
    if (found.has(field)) throw new LibvirtError('INVALID_ARG', `parameter '${field}' occurs multiple times`)
    found.set(field, parameter)
  }
  return found
}

const isNameOf = <N extends string>(name: string, types: ParameterTypes<N>): name is N => name in types

export const ullong = (field: string, value: bigint | number): TypedParameter => ({
  field,
  type: 'ullong',
  value: BigInt(value),
})
export const llong = (field: string, value: bigint | number): TypedParameter => ({
  field,
  type: 'llong',
  value: BigInt(value),
})
export const uint = (field: string, value: number): TypedParameter => ({ field, type: 'uint', value })
export const int = (field: string, value: number): TypedParameter => ({ field, type: 'int', value })
export const text = (field: string, value: string): TypedParameter => ({ field, type: 'string', value })
