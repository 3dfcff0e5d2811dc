// `virsh numatune`: which host NUMA nodes a domain's memory comes from, as typed parameters.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import { formatNumberSet, parseNumberSet } from '../../model/domain/bitmap.js'
import type { Domain } from '../../model/domain/Domain.js'
import { type NumaTuning, numaModes } from '../../model/domain/numa/numaTuning.js'
import { int, readParameters, text } from './typedParameters.js'

const types = { numa_mode: 'int', numa_nodeset: 'string' } as const

/** Mode as virDomainNumatuneMemMode and nodes as a list; what is not set reads as `strict` and no nodes. */
export function numaParameters({ numaTuning: { memory } }: Domain): TypedParameter[] {
  return [
    int('numa_mode', numaModes.indexOf(memory?.mode ?? 'strict')),
    text('numa_nodeset', formatNumberSet(memory?.nodeset) ?? ''),
  ]
}

/**
 * The tuning with the parameters taken over.
 * @throws LibvirtError INVALID_ARG for unknown modes and lists that cannot be read, CONFIG_UNSUPPORTED for a mode without nodes
 */
export function withNumaParameters(tuning: NumaTuning, params: readonly TypedParameter[]): NumaTuning {
  const given = readParameters(params, types)
  if (given.size === 0) return tuning
  const asked = given.get('numa_mode')?.value
  const mode = asked === undefined ? (tuning.memory?.mode ?? 'strict') : numaModes[Number(asked)]
  if (mode === undefined) throw new LibvirtError('INVALID_ARG', `unsupported numatune mode: '${Number(asked)}'`)
  const list = given.get('numa_nodeset')?.value
  const nodeset = list === undefined ? tuning.memory?.nodeset : readNodes(String(list))
  if (nodeset === undefined) {
    const words = "nodeset for NUMA memory tuning must be set if 'placement' is 'static'"
    throw new LibvirtError('CONFIG_UNSUPPORTED', words)
  }
  return { ...tuning, memory: { mode, placement: 'static', nodeset } }
}

/** @throws LibvirtError INVALID_ARG */
function readNodes(list: string): readonly number[] {
  const nodes = parseNumberSet(list)
  if (nodes.length === 0) throw new LibvirtError('INVALID_ARG', `Invalid nodeset of 'numatune': ${list}`)
  return nodes
}
