// The bulk of figures: groups by bit, each a list of parameters under libvirt's names. A guest that cannot be asked for one group
// still answers with the others.
import {
  connectGetAllDomainStatsFlags,
  domainMemoryStatTags as memoryTag,
  domainStatsTypes,
} from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { maximumVcpus, onlineVcpus } from '../../domainSettings/vcpuCount.js'
import { int, text, uint, ullong } from '../../domainSettings/typedParameters.js'
import { selectDomains } from '../../selectDomains.js'
import { stateNumbers } from '../domain/DomainState.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { factsOf } from '../verbs/list.js'
import { ioThreadFigures } from '../tuning/guestThreads.js'
import { blockGroup } from './blockGroup.js'
import { cpuTime } from './cpuTime.js'
import { dirtyRateParameters } from './dirtyRate.js'
import type { Group } from './Group.js'
import { interfaceFigures } from './interfaceFigures.js'
import { kernelStatistics, type StatisticsTarget, statisticsParameters } from './kernelStatistics.js'
import { memoryFigures } from './memoryFigures.js'
import { unlessRefused } from './unlessRefused.js'
import { vcpuFigures } from './vcpuFigures.js'

/** Flags that select domains lie where connectListAllDomains has them. */
const listBits = 0xff

const stateGroup: Group = dom => {
  const { state, reason } = stateNumbers(dom.state)
  return [int('state.state', state), int('state.reason', reason)]
}

const cpuGroup: Group = async ({ guest }, context) => {
  const times = guest && (await cpuTime(context, guest))
  if (!times) return []
  return [ullong('cpu.time', times.total), ullong('cpu.user', times.user), ullong('cpu.system', times.system)]
}

/** Names of what a guest tells of its memory; the others are no figures of the balloon. */
const balloonNames: ReadonlyMap<number, string> = new Map([
  [memoryTag.SWAP_IN, 'swap_in'],
  [memoryTag.SWAP_OUT, 'swap_out'],
  [memoryTag.MAJOR_FAULT, 'major_fault'],
  [memoryTag.MINOR_FAULT, 'minor_fault'],
  [memoryTag.UNUSED, 'unused'],
  [memoryTag.AVAILABLE, 'available'],
  [memoryTag.RSS, 'rss'],
  [memoryTag.USABLE, 'usable'],
  [memoryTag.LAST_UPDATE, 'last-update'],
  [memoryTag.DISK_CACHES, 'disk_caches'],
  [memoryTag.HUGETLB_PGALLOC, 'hugetlb_pgalloc'],
  [memoryTag.HUGETLB_PGFAIL, 'hugetlb_pgfail'],
])

const balloonGroup: Group = async dom => {
  const { memory } = dom.definition
  const sizes = [ullong('balloon.current', memory.current), ullong('balloon.maximum', memory.total)]
  if (!dom.guest) return sizes
  const figures = [...(await memoryFigures(dom))].flatMap(([tag, value]) => {
    const name = balloonNames.get(tag)
    return name === undefined ? [] : [ullong(`balloon.${name}`, value)]
  })
  return [...sizes, ...figures]
}

const countedByKvm = async (guest: Guest | undefined, target: StatisticsTarget) =>
  guest?.monitor && guest.definition.type === 'kvm' ? kernelStatistics(guest.monitor, target) : []

const vcpuGroup: Group = async dom => {
  const counts = [uint('vcpu.current', onlineVcpus(dom.definition)), uint('vcpu.maximum', maximumVcpus(dom.definition))]
  if (!dom.guest) return counts
  const [figures, kernel] = await Promise.all([vcpuFigures(dom), countedByKvm(dom.guest, 'vcpu')])
  const each = figures.flatMap(({ number, state, time, wait, delay }, index) => [
    int(`vcpu.${number}.state`, state),
    ullong(`vcpu.${number}.time`, time),
    ...(wait === undefined ? [] : [ullong(`vcpu.${number}.wait`, wait)]),
    ...(delay === undefined ? [] : [ullong(`vcpu.${number}.delay`, delay)]),
    ...statisticsParameters(`vcpu.${number}.`, kernel[index] ?? new Map()),
  ])
  return [...counts, ...each]
}

const perfGroup: Group = ({ guest }) => {
  if (!guest) return []
  const { counters } = guest
  return counters.names.map(name => ullong(`perf.${name}`, counters.read(name) ?? 0n))
}

const ioThreadGroup: Group = async ({ guest }) => {
  if (!guest?.monitor || guest.definition.ioThreads.list.length === 0) return []
  const figures = [...(await ioThreadFigures(guest.monitor))]
  const each = figures
    .toSorted(([a], [b]) => a - b)
    .flatMap(([id, { pollMax, pollGrow, pollShrink }]) => [
      ullong(`iothread.${id}.poll-max-ns`, pollMax),
      uint(`iothread.${id}.poll-grow`, pollGrow),
      uint(`iothread.${id}.poll-shrink`, pollShrink),
    ])
  return [uint('iothread.count', figures.length), ...each]
}

const dirtyRateGroup: Group = async ({ guest }) => (guest?.monitor ? dirtyRateParameters(guest.monitor) : [])

const machineGroup: Group = async ({ guest }) => {
  const [statistics] = await countedByKvm(guest, 'vm')
  return statistics ? statisticsParameters('vm.', statistics) : []
}

const interfaceGroup: Group = async ({ guest }) => {
  if (!guest) return []
  const nets = guest.definition.devices.interface
  const each = nets.map(async ({ target }, number) => {
    const figures = target === undefined ? undefined : await interfaceFigures(target)
    if (target === undefined || !figures) return []
    const named = [text(`net.${number}.name`, target)]
    for (const side of ['rx', 'tx'] as const) {
      named.push(
        ullong(`net.${number}.${side}.bytes`, figures[`${side}_bytes`]),
        ullong(`net.${number}.${side}.pkts`, figures[`${side}_packets`]),
        ullong(`net.${number}.${side}.errs`, figures[`${side}_errs`]),
        ullong(`net.${number}.${side}.drop`, figures[`${side}_drop`]),
      )
    }
    return named
  })
  return [uint('net.count', nets.length), ...(await Promise.all(each)).flat()]
}

const { STATE, CPU_TOTAL, BALLOON, VCPU, INTERFACE, BLOCK, PERF, IOTHREAD, MEMORY, DIRTYRATE, VM } = domainStatsTypes
const groups: readonly (readonly [bit: number, group: Group])[] = [
  [STATE, stateGroup],
  [CPU_TOTAL, cpuGroup],
  [BALLOON, balloonGroup],
  [VCPU, vcpuGroup],
  [INTERFACE, interfaceGroup],
  [BLOCK, blockGroup],
  [PERF, perfGroup],
  [IOTHREAD, ioThreadGroup],
  // Monitors of resource control, which guests cannot have yet.
  [MEMORY, () => []],
  [DIRTYRATE, dirtyRateGroup],
  [VM, machineGroup],
]
const everything = groups.reduce((mask, [bit]) => mask | bit, 0)

/**
 * Figures of many domains at once.
 * @param doms those asked for, or none for all that the flags select
 * @param stats virDomainStatsTypes bits, 0 for all
 * @throws LibvirtError ARGUMENT_UNSUPPORTED for groups we do not have, when the caller insists on them
 */
export async function domainFigures(
  context: QemuDriverContext,
  doms: readonly QemuDomain[],
  stats: number,
  flags: number,
): Promise<{ retStats: { dom: QemuDomain; params: TypedParameter[] }[] }> {
  const unknown = (stats & ~everything) >>> 0
  if (unknown !== 0 && flags & connectGetAllDomainStatsFlags.ENFORCE_STATS) {
    const text = `Stats types bits 0x${unknown.toString(16)} are not supported by this daemon`
    throw new LibvirtError('ARGUMENT_UNSUPPORTED', text)
  }
  const backing = (flags & connectGetAllDomainStatsFlags.BACKING) !== 0
  const wanted = groups.filter(([bit]) => stats === 0 || (stats & bit) !== 0)
  const domains = doms.length > 0 ? doms : selectDomains(context.domains, factsOf, flags & listBits)
  const retStats = domains.map(async dom => {
    const parts = wanted.map(async ([, group]) => {
      try {
        return await group(dom, context, { backing })
      } catch (error) {
        return unlessRefused(error) ?? []
      }
    })
    return { dom, params: (await Promise.all(parts)).flat() }
  })
  return { retStats: await Promise.all(retStats) }
}
