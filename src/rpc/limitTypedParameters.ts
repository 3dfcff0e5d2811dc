import type { Values } from '../access/perform.js'
import type { Call } from '../api/call.js'
import type { TypedParameter } from '../api/schema.js'

/** VIR_TYPED_PARAM_STRING_OKAY: the client knows string parameters. */
export const stringOkay = 4

/**
 * Getters of the old kind name how many parameters they want: none means "how many are there?". Drivers answer with all of
 * them, or to that question with their number alone. Figures of several CPUs come as one list, whose number is that of one
 * CPU. Facts: rpc.md section 8.
 */
export function limitTypedParameters(row: Call, args: Values, result: Values): Values {
  if (!('nparams' in row.args) || !('nparams' in row.ret) || !Array.isArray(result['params'])) return result
  const all: TypedParameter[] = result['params']
  const knowsStrings = (Number(args['flags'] ?? 0) & stringOkay) !== 0
  const readable = knowsStrings ? all : all.filter(({ type }) => type !== 'string')
  if ('ncpus' in row.args) return { ...result, params: readable }
  const wanted = Number(args['nparams'])
  if (wanted === 0) {
    const number = all.length > 0 ? readable.length : result['nparams']
    return { ...result, params: [], nparams: number }
  }
  const params = readable.slice(0, Math.max(0, wanted))
  return { ...result, params, nparams: params.length }
}
