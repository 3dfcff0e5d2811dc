// `virsh domiftune`: limits on the traffic of an interface or of a network's port as typed parameters, in KiB and KiB a second.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import type { Bandwidth, BandwidthRate } from '../../model/network/Bandwidth.js'
import { type ParameterTypes, readParameters, uint } from './typedParameters.js'

type Interface = Domain['devices']['interface'][number]
type Direction = 'inbound' | 'outbound'
type Name = `${Direction}.${'average' | 'peak' | 'burst'}` | 'inbound.floor'

const limits = {
  inbound: ['average', 'peak', 'burst', 'floor'],
  outbound: ['average', 'peak', 'burst'],
} as const satisfies Record<Direction, readonly (keyof BandwidthRate)[]>
const types: ParameterTypes<Name> = {
  'inbound.average': 'uint',
  'inbound.peak': 'uint',
  'inbound.burst': 'uint',
  'inbound.floor': 'uint',
  'outbound.average': 'uint',
  'outbound.peak': 'uint',
  'outbound.burst': 'uint',
}
const unlimited: BandwidthRate = { average: 0n, peak: 0n, burst: 0n, floor: 0n }

/** The interface by its name on the host or its MAC address. @throws LibvirtError INVALID_ARG */
export function interfaceToTune({ devices }: Domain, device: string): Interface {
  const wanted = device.toLowerCase()
  const found = devices.interface.find(({ target, mac }) => target === device || mac?.toLowerCase() === wanted)
  if (!found) throw new LibvirtError('INVALID_ARG', `'${device}' is not a known interface`)
  return found
}

/** The limits; 0 is none. */
export function bandwidthParameters(bandwidth: Bandwidth | undefined): TypedParameter[] {
  const of = (direction: Direction) =>
    limits[direction].map(limit => uint(`${direction}.${limit}`, Number(bandwidth?.[direction]?.[limit] ?? 0n)))
  return [...of('inbound'), ...of('outbound')]
}

/**
 * The limits with the parameters taken over. What is said about a direction replaces all its limits, and one without average and
 * floor has none, as libvirt has it.
 * @throws LibvirtError INVALID_ARG, ARGUMENT_UNSUPPORTED for parameters that are not known
 */
export function withBandwidthParameters(
  bandwidth: Bandwidth | undefined,
  params: readonly TypedParameter[],
): Bandwidth | undefined {
  const given = readParameters(params, types)
  const direction = (which: Direction): BandwidthRate | undefined => {
    const named = limits[which].flatMap(limit => {
      const value = given.get(nameOf(which, limit))?.value
      return value === undefined ? [] : [[limit, BigInt(value)] as const]
    })
    if (named.length === 0) return bandwidth?.[which]
    const rate = { ...unlimited, ...Object.fromEntries(named) }
    return rate.average > 0n || rate.floor > 0n ? rate : undefined
  }
  const [inbound, outbound] = [direction('inbound'), direction('outbound')]
  return inbound || outbound ? { ...bandwidth, inbound, outbound } : undefined
}

const nameOf = (direction: Direction, limit: keyof BandwidthRate): Name =>
  limit === 'floor' ? 'inbound.floor' : `${direction}.${limit}`
