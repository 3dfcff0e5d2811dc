// The bulk of figures: groups by bit, each a list of parameters under libvirt's names. A guest that cannot be asked for one group
// still answers with the others.
import { connectGetAllDomainStatsFlags, domainStatsTypes } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { processMemory } from '../../../host/processMemory.js'
import { processStat } from '../../../host/RunningProcess.js'
import { maximumVcpus, onlineVcpus } from '../../domainSettings/vcpuCount.js'
import { int, text, uint, ullong } from '../../domainSettings/typedParameters.js'
import { selectDomains } from '../../selectDomains.js'
import { stateNumbers } from '../domain/DomainState.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { localPath } from '../guest/neededFiles.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { factsOf } from '../verbs/list.js'
import { blockFigures, blockSizes } from './blockFigures.js'
import { interfaceFigures } from './interfaceFigures.js'
import { nanosecondsPerTick, vcpuFigures } from './vcpuFigures.js'

type Group = (dom: QemuDomain, context: QemuDriverContext) => TypedParameter[] | Promise<TypedParameter[]>

/** Flags that select domains lie where connectListAllDomains has them. */
const listBits = 0xff

const stateGroup: Group = dom => {
  const { state, reason } = stateNumbers(dom.state)
  return [int('state.state', state), int('state.reason', reason)]
}

const cpuGroup: Group = async ({ guest }) => {
  const stat = guest && (await processStat(guest.process.pid))
  if (!stat) return []
  const [user, system] = [stat.userTime * nanosecondsPerTick, stat.systemTime * nanosecondsPerTick]
  return [ullong('cpu.time', user + system), ullong('cpu.user', user), ullong('cpu.system', system)]
}

const balloonGroup: Group = async ({ definition: { memory }, guest }) => {
  const resident = guest && (await processMemory(guest.process.pid))
  const sizes = [ullong('balloon.current', memory.current), ullong('balloon.maximum', memory.total)]
  return resident === undefined ? sizes : [...sizes, ullong('balloon.rss', resident)]
}

const vcpuGroup: Group = async dom => {
  const counts = [uint('vcpu.current', onlineVcpus(dom.definition)), uint('vcpu.maximum', maximumVcpus(dom.definition))]
  if (!dom.guest) return counts
  const each = (await vcpuFigures(dom)).flatMap(({ number, state, time }) => [
    int(`vcpu.${number}.state`, state),
    ullong(`vcpu.${number}.time`, time),
  ])
  return [...counts, ...each]
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

const blockGroup: Group = async (dom, { host }) => {
  const disks = dom.definition.devices.disk
  const monitor = dom.guest?.monitor
  const figures = monitor ? await blockFigures(monitor) : undefined
  const each = disks.map(async (disk, number) => {
    const path = localPath(disk.source)
    const own = figures?.get(disk.info.alias ?? '')
    const sizes = path === undefined ? undefined : await blockSizes(disk, host.processes).catch(unlessUnknown)
    const at = (name: string) => `block.${number}.${name}`
    return [
      text(at('name'), disk.target),
      ...(path === undefined ? [] : [text(at('path'), path)]),
      ...(own
        ? [
            ullong(at('rd.reqs'), own.readRequests),
            ullong(at('rd.bytes'), own.readBytes),
            ullong(at('rd.times'), own.readTime),
            ullong(at('wr.reqs'), own.writeRequests),
            ullong(at('wr.bytes'), own.writeBytes),
            ullong(at('wr.times'), own.writeTime),
            ullong(at('fl.reqs'), own.flushRequests),
            ullong(at('fl.times'), own.flushTime),
          ]
        : []),
      ...(sizes
        ? [
            ullong(at('allocation'), sizes.allocation),
            ullong(at('capacity'), sizes.capacity),
            ullong(at('physical'), sizes.physical),
          ]
        : []),
    ]
  })
  return [uint('block.count', disks.length), ...(await Promise.all(each)).flat()]
}

const { STATE, CPU_TOTAL, BALLOON, VCPU, INTERFACE, BLOCK, IOTHREAD } = domainStatsTypes
const groups: readonly (readonly [bit: number, group: Group])[] = [
  [STATE, stateGroup],
  [CPU_TOTAL, cpuGroup],
  [BALLOON, balloonGroup],
  [VCPU, vcpuGroup],
  [INTERFACE, interfaceGroup],
  [BLOCK, blockGroup],
  [IOTHREAD, ({ definition }) => [uint('iothread.count', definition.ioThreads.list.length)]],
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
  const wanted = groups.filter(([bit]) => stats === 0 || (stats & bit) !== 0)
  const domains = doms.length > 0 ? doms : selectDomains(context.domains, factsOf, flags & listBits)
  const retStats = domains.map(async dom => {
    const parts = wanted.map(async ([, group]) => {
      try {
        return await group(dom, context)
      } catch (error) {
        return unlessUnknown(error) ?? []
      }
    })
    return { dom, params: (await Promise.all(parts)).flat() }
  })
  return { retStats: await Promise.all(retStats) }
}

/** A guest that has just ended, or a hung QEMU: the figures are missing, and that is all. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof LibvirtError) return undefined
  throw error
}
