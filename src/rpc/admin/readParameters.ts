import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'

/**
 * Typed parameters of a call that takes unsigned integers only, each at most once (rpc.md section 8).
 * @throws LibvirtError ARGUMENT_UNSUPPORTED for another name, INVALID_ARG for another type or a repetition
 */
export function readParameters<N extends string>(params: unknown, names: readonly N[]): Partial<Record<N, number>> {
  const values: Partial<Record<N, number>> = {}
  for (const { field, type, value } of Array.isArray(params) ? (params as TypedParameter[]) : []) {
    const name = names.find(one => one === field)
    if (name === undefined) throw new LibvirtError('ARGUMENT_UNSUPPORTED', `parameter '${field}' not supported`)
    if (type !== 'uint') {
      throw new LibvirtError('INVALID_ARG', `invalid type '${type}' for parameter '${field}', expected 'uint'`)
    }
    if (values[name] !== undefined) {
      throw new LibvirtError('INVALID_ARG', `parameter '${field}' occurs multiple times`)
    }
    values[name] = value
  }
  return values
}
