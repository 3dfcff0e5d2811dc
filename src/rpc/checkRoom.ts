// Some calls say how much their answer may hold. What the protocol cannot carry back is refused before a driver makes room
// for it (facts: the limits of rpc.json, which libvirt's own daemon checks at the same place).
import type { Values } from '../access/perform.js'
import type { Call } from '../api/call.js'
import * as calls from '../api/calls/index.js'
import { LibvirtError } from '../api/LibvirtError.js'

/** Arguments whose product is the length of a result, and that result. */
const rooms: readonly (readonly [factors: readonly string[], result: string])[] = [
  [['nparams'], 'params'],
  [['nparams', 'ncpus'], 'params'],
  [['maxStats'], 'stats'],
  [['maxerrors'], 'errors'],
  [['size'], 'buffer'],
  [['maxinfo'], 'info'],
  [['maxinfo', 'maplen'], 'cpumaps'],
  [['ncpumaps', 'maplen'], 'cpumaps'],
  [['maplen'], 'cpumaps'],
]

/** The client library makes room for this answer itself, and sends whatever its caller's variable held (virsh 9.0 does). */
const makesRoom: ReadonlySet<Call> = new Set([calls.nodeGetSevInfo])

/** @throws LibvirtError INTERNAL_ERROR when more is asked for than the protocol carries, INVALID_ARG for less than nothing */
export function checkRoom(row: Call, args: Values): void {
  if (makesRoom.has(row)) return
  for (const [factors, result] of rooms) {
    const schema = row.ret[result]
    if (!schema || !('max' in schema) || schema.max === undefined) continue
    if (!factors.every(factor => factor in row.args)) continue
    const numbers = factors.map(factor => Number(args[factor]))
    const what = factors.join(' * ')
    if (numbers.some(number => number < 0)) {
      throw new LibvirtError('INVALID_ARG', `${what} in ${row.api} must not be negative`, { bare: true })
    }
    const room = numbers.reduce((product, number) => product * number, 1)
    if (room > schema.max) throw new LibvirtError('INTERNAL_ERROR', `${what} is too large: ${room} > ${schema.max}`)
  }
}
