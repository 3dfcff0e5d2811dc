// The first generation of list calls (how many? then: their names) expressed through the second (LIST_ALL), so that no
// driver writes a list twice. Facts: rpc.md section 9; a maximum below zero or above the protocol's limit is refused.
import type { Call } from '../api/call.js'
import * as calls from '../api/calls/index.js'
import type { CallContext, Driver, Found } from '../api/Driver.js'
import { connectListAllDomainsFlags } from '../api/enums/domain.js'
import { connectListAllInterfacesFlags } from '../api/enums/interface.js'
import { connectListAllNetworksFlags } from '../api/enums/network.js'
import { connectListAllStoragePoolsFlags } from '../api/enums/storage.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { capabilityFlag } from '../api/nodeDeviceCapabilities.js'
import type { Guard } from './Guard.js'
import { performAny, type Values } from './perform.js'

interface LegacyList {
  /** The call that lists. */
  readonly modern: Call
  /** Its name for the list in the result. */
  readonly list: string
  /** Flags that select what the old call is about, from its arguments where they say it; undefined when that is nothing. */
  readonly flags: number | ((args: Values) => number | undefined)
  /** What the old call says of each object. */
  readonly say: (found: Found) => string | number
  /** Arguments under their newer names. */
  readonly rename?: (args: Values) => Values
}

const name = ({ reference }: Found) => ('name' in reference ? reference.name : '')
const id = ({ reference }: Found) => ('id' in reference ? reference.id : -1)
const uuid = ({ reference }: Found) => ('uuid' in reference ? reference.uuid : '')

const lists: [count: Call, names: Call, LegacyList][] = [
  [calls.connectNumOfDomains, calls.connectListDomains, domains(connectListAllDomainsFlags.ACTIVE, id)],
  [
    calls.connectNumOfDefinedDomains,
    calls.connectListDefinedDomains,
    domains(connectListAllDomainsFlags.INACTIVE, name),
  ],
  [calls.connectNumOfNetworks, calls.connectListNetworks, networks(connectListAllNetworksFlags.ACTIVE)],
  [calls.connectNumOfDefinedNetworks, calls.connectListDefinedNetworks, networks(connectListAllNetworksFlags.INACTIVE)],
  [calls.connectNumOfStoragePools, calls.connectListStoragePools, pools(connectListAllStoragePoolsFlags.ACTIVE)],
  [
    calls.connectNumOfDefinedStoragePools,
    calls.connectListDefinedStoragePools,
    pools(connectListAllStoragePoolsFlags.INACTIVE),
  ],
  [
    calls.storagePoolNumOfVolumes,
    calls.storagePoolListVolumes,
    { modern: calls.storagePoolListAllVolumes, list: 'vols', flags: 0, say: name },
  ],
  [calls.connectNumOfInterfaces, calls.connectListInterfaces, interfaces(connectListAllInterfacesFlags.ACTIVE)],
  [
    calls.connectNumOfDefinedInterfaces,
    calls.connectListDefinedInterfaces,
    interfaces(connectListAllInterfacesFlags.INACTIVE),
  ],
  [
    calls.connectNumOfSecrets,
    calls.connectListSecrets,
    { modern: calls.connectListAllSecrets, list: 'secrets', flags: 0, say: uuid },
  ],
  [
    calls.connectNumOfNwfilters,
    calls.connectListNwfilters,
    { modern: calls.connectListAllNwfilters, list: 'filters', flags: 0, say: name },
  ],
  [
    calls.nodeNumOfDevices,
    calls.nodeListDevices,
    {
      modern: calls.connectListAllNodeDevices,
      list: 'devices',
      flags: ({ cap }) => (typeof cap === 'string' ? capabilityFlag(cap) : 0),
      say: name,
      // The newer call has a flag for it.
      rename: () => ({ cap: undefined }),
    },
  ],
  [
    calls.domainSnapshotNum,
    calls.domainSnapshotListNames,
    { modern: calls.domainListAllSnapshots, list: 'snapshots', flags: 0, say: name },
  ],
  [
    calls.domainSnapshotNumChildren,
    calls.domainSnapshotListChildrenNames,
    // The newer call names its argument in full.
    {
      modern: calls.domainSnapshotListAllChildren,
      list: 'snapshots',
      flags: 0,
      say: name,
      rename: args => ({ snapshot: args['snap'] }),
    },
  ],
]

function domains(flags: number, say: LegacyList['say']): LegacyList {
  return { modern: calls.connectListAllDomains, list: 'domains', flags, say }
}
function networks(flags: number): LegacyList {
  return { modern: calls.connectListAllNetworks, list: 'nets', flags, say: name }
}
function pools(flags: number): LegacyList {
  return { modern: calls.connectListAllStoragePools, list: 'pools', flags, say: name }
}
function interfaces(flags: number): LegacyList {
  return { modern: calls.connectListAllInterfaces, list: 'ifaces', flags, say: name }
}

/** Old call name → how it is answered. */
export const legacyLists: ReadonlyMap<string, LegacyList> = new Map(
  lists.flatMap(([count, names, list]) => [[count.name, list] as const, [names.name, list] as const]),
)

/** Answers an old list call; permissions and filters are those of the modern one, which are the same. */
export async function performLegacyList(
  call: Call,
  { modern, list, flags, say, rename }: LegacyList,
  driver: Driver,
  args: Values,
  context: CallContext,
  guard: Guard,
): Promise<Values> {
  const answer = Object.entries(call.ret)[0]
  if (!answer) throw new TypeError(`${call.name} has no result`)
  const [field, schema] = answer
  const { maxnames, maxids, maxuuids, ...rest } = args
  const most = Number(maxnames ?? maxids ?? maxuuids ?? 0)
  const limit = schema.kind === 'list' ? schema.max : 0
  if (most < 0 || most > limit) {
    throw new LibvirtError('RPC', `too many remote items requested: ${most} > ${limit}`, { domain: 'RPC' })
  }
  const own = typeof args['flags'] === 'number' ? args['flags'] : 0
  const selected = typeof flags === 'number' ? flags : flags(args)
  const modernArgs = { ...rest, ...rename?.(rest), need_results: 1, flags: own | (selected ?? 0) }
  // Who asks by the old name is refused by the old name.
  if (!(modern.name in driver.verbs)) throw new LibvirtError('NO_SUPPORT', call.api, { domain: driver.errorDomain })
  const all = await performAny(modern, driver, modernArgs, context, guard)
  const found = selected === undefined ? [] : ((all?.[list] ?? []) as Found[])
  return { [field]: schema.kind === 'list' ? found.slice(0, most).map(say) : found.length }
}
