// More of what the agent of a pretended guest answers: its CPUs, itself, and the keys that may log in.
import { domainAuthorizedSSHKeysSetFlags, domainGuestInfoTypes } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { formatNumberSet, parseNumberSet } from '../../../model/domain/bitmap.js'
import { int, text, uint } from '../../domainSettings/typedParameters.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { interfaceAddresses } from './addresses.js'
import { fileSystems, guestHostname } from './guest.js'

const { USERS, TIMEZONE, HOSTNAME, FILESYSTEM, INTERFACES } = domainGuestInfoTypes
type Information = (host: TestHost, dom: TestDomain) => TypedParameter[]

/** What the agent knows, by bit; of operating system, disks and load it knows nothing. */
const information: readonly (readonly [bit: number, information: Information])[] = [
  [USERS, () => [uint('user.count', 0)]],
  [TIMEZONE, () => [text('timezone.name', 'UTC'), int('timezone.offset', 0)]],
  [HOSTNAME, (_, dom) => [text('hostname', guestHostname(dom))]],
  [FILESYSTEM, () => numbered('fs', fileSystems.map(fileSystem))],
  [INTERFACES, (host, dom) => numbered('if', interfaceAddresses(host, dom).map(networkInterface))],
]
const everything = information.reduce((mask, [bit]) => mask | bit, 0)

/** A list as libvirt tells it: its length, and parameters that begin with an item's number. */
function numbered(prefix: string, items: readonly (readonly TypedParameter[])[]): TypedParameter[] {
  const each = items.flatMap((item, index) =>
    item.map(parameter => ({ ...parameter, field: `${prefix}.${index}.${parameter.field}` })),
  )
  return [uint(`${prefix}.count`, items.length), ...each]
}

function fileSystem({ mountpoint, name, fstype, dev_aliases }: (typeof fileSystems)[number]): TypedParameter[] {
  const disks = dev_aliases.map(alias => [text('alias', alias)])
  return [text('name', name), text('mountpoint', mountpoint), text('fstype', fstype), ...numbered('disk', disks)]
}

function networkInterface({ name, hwaddr, addrs }: ReturnType<typeof interfaceAddresses>[number]): TypedParameter[] {
  const addresses = addrs.map(({ type, addr, prefix }) => [
    text('type', type === 0 ? 'ipv4' : 'ipv6'),
    text('addr', addr),
    uint('prefix', prefix),
  ])
  return [text('name', name), text('hwaddr', hwaddr ?? ''), ...numbered('addr', addresses)]
}

/** @throws LibvirtError INVALID_ARG for CPUs the guest does not have, or that it cannot do without */
function switchCpus(dom: TestDomain, list: string, on: boolean): void {
  const { length } = dom.running().vcpus.list
  const cpus = parseNumberSet(list)
  const stranger = cpus.find(cpu => cpu >= length)
  if (stranger !== undefined) throw new LibvirtError('INVALID_ARG', `guest vcpu '${stranger}' is not present`)
  if (!on && cpus.includes(0)) throw new LibvirtError('INVALID_ARG', "vCPU '0' can't be offlined")
  for (const cpu of cpus) {
    if (on) dom.run.offlineCpus.delete(cpu)
    else dom.run.offlineCpus.add(cpu)
  }
}

export function agentVerbs(host: TestHost): Verbs<TestObjects> {
  const keys = new WeakMap<TestDomain, Map<string, string[]>>()
  const keysOf = (dom: TestDomain): Map<string, string[]> => {
    dom.running()
    let map = keys.get(dom)
    if (!map) keys.set(dom, (map = new Map()))
    return map
  }
  return {
    domainGetGuestVcpus: ({ dom }) => {
      const vcpus = dom.running().vcpus.list.flatMap(({ online }, id) => (online ? [id] : []))
      return {
        params: [
          text('vcpus', formatNumberSet(vcpus)),
          text('online', formatNumberSet(vcpus.filter(id => !dom.run.offlineCpus.has(id)))),
          text('offlinable', formatNumberSet(vcpus.filter(id => id !== 0))),
        ],
      }
    },
    domainSetGuestVcpus: ({ dom, cpumap, state }) => {
      if (state !== 0 && state !== 1) throw new LibvirtError('INVALID_ARG', 'unsupported state value')
      switchCpus(dom, cpumap, state === 1)
    },
    domainGetGuestInfo: ({ dom, types }) => {
      dom.running()
      const unknown = (types & ~everything) >>> 0
      if (unknown !== 0) {
        throw new LibvirtError('INVALID_ARG', `unsupported guest information types '0x${unknown.toString(16)}'`)
      }
      return { params: information.flatMap(([bit, tell]) => (types === 0 || types & bit ? tell(host, dom) : [])) }
    },
    domainAuthorizedSshKeysGet: ({ dom, user }) => ({ keys: [...(keysOf(dom).get(user) ?? [])] }),
    domainAuthorizedSshKeysSet: ({ dom, user, keys: given, flags }) => {
      const { APPEND, REMOVE } = domainAuthorizedSSHKeysSetFlags
      const before = keysOf(dom).get(user) ?? []
      const kept = flags & (APPEND | REMOVE) ? before.filter(key => !given.includes(key)) : []
      keysOf(dom).set(user, flags & REMOVE ? kept : [...kept, ...given])
    },
  }
}
