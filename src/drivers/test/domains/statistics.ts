// Figures of pretended guests: steady functions of the time they have run, so that a client sees them grow.
import {
  domainControlState,
  domainDiskErrorCode,
  domainMemoryStatTags,
  domainStatsTypes,
} from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { int, llong, uint, ullong } from '../../domainSettings/typedParameters.js'
import { selectDomains } from '../../selectDomains.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { diskSize, runningDisk } from './disks.js'
import { factsOf } from './queries.js'

/** Flags of the bulk call that select domains lie where connectListAllDomains has them. */
const listBits = 0xff
const enforceStats = 0x80000000

const { STATE, IOTHREAD } = domainStatsTypes
type Group = (dom: TestDomain) => TypedParameter[]

/** Groups by bit: those libvirt's test driver has. */
const groups: readonly (readonly [bit: number, group: Group])[] = [
  [STATE, ({ status }) => [int('state.state', status.state), int('state.reason', status.reason)]],
  [IOTHREAD, ioThreadStatistics],
]

/** How long each I/O thread polls: nanoseconds at most, and factors of growing and shrinking. */
function ioThreadStatistics(dom: TestDomain): TypedParameter[] {
  const { list } = dom.definition.ioThreads
  if (!dom.active || list.length === 0) return []
  const each = list.flatMap(({ id, poll }) => [
    ullong(`iothread.${id}.poll-max-ns`, poll?.max ?? usualPolling),
    uint(`iothread.${id}.poll-grow`, Number(poll?.grow ?? 0n)),
    uint(`iothread.${id}.poll-shrink`, Number(poll?.shrink ?? 0n)),
  ])
  return [uint('iothread.count', list.length), ...each]
}
/**
 * The guest of virDomainMemoryStats: it uses half of the memory it has, an eighth of it for its caches, and has never swapped.
 * @param memory KiB
 * @param now seconds since 1970
 */
function memoryFigures(memory: bigint, now: bigint): (readonly [tag: number, value: bigint])[] {
  const tag = domainMemoryStatTags
  return [
    [tag.ACTUAL_BALLOON, memory],
    [tag.SWAP_IN, 0n],
    [tag.SWAP_OUT, 0n],
    [tag.MAJOR_FAULT, 0n],
    [tag.MINOR_FAULT, 0n],
    [tag.UNUSED, memory / 2n],
    [tag.AVAILABLE, memory],
    [tag.USABLE, memory / 2n],
    [tag.LAST_UPDATE, now],
    [tag.DISK_CACHES, memory / 8n],
    [tag.HUGETLB_PGALLOC, 0n],
    [tag.HUGETLB_PGFAIL, 0n],
    [tag.RSS, memory / 2n],
  ]
}
/** Nanoseconds that QEMU's I/O threads poll for unless told. */
const usualPolling = 32768
const everything = groups.reduce((mask, [bit]) => mask | bit, 0)

/** A pretended disk reads a sector each second, and writes half as much. @param time nanoseconds since 1970 */
function blockFigures(time: bigint) {
  const seconds = time / 1_000_000_000n
  const writes = seconds / 2n
  return { rd_req: seconds, rd_bytes: seconds * 512n, wr_req: writes, wr_bytes: writes * 512n, errs: 0n }
}

export function statisticsVerbs(host: TestHost): Verbs<TestObjects> {
  const time = () => BigInt(host.options.clock.now()) * 1_000_000n
  return {
    connectGetAllDomainStats: ({ doms, stats, flags }) => {
      const unknown = (stats & ~everything) >>> 0
      if (unknown !== 0 && flags & enforceStats) {
        throw new LibvirtError(
          'ARGUMENT_UNSUPPORTED',
          `Stats types bits 0x${unknown.toString(16)} are not supported by this daemon`,
        )
      }
      const wanted = stats === 0 ? everything : stats
      const domains = doms.length > 0 ? doms : selectDomains(host.domains, factsOf, flags & listBits)
      const retStats = domains.map(dom => ({
        dom,
        params: groups.flatMap(([bit, group]) => (wanted & bit ? group(dom) : [])),
      }))
      return { retStats }
    },
    domainBlockStats: ({ dom, path }) => {
      runningDisk(dom, path)
      return blockFigures(time())
    },
    domainBlockStatsFlags: ({ dom, path }) => {
      runningDisk(dom, path)
      const { rd_req, rd_bytes, wr_req, wr_bytes } = blockFigures(time())
      const params = [
        llong('rd_operations', rd_req),
        llong('rd_bytes', rd_bytes),
        llong('wr_operations', wr_req),
        llong('wr_bytes', wr_bytes),
      ]
      return { params, nparams: params.length }
    },
    domainInterfaceStats: ({ dom, device }) => {
      const found = dom
        .running()
        .devices.interface.some(({ target, mac }, index) => (target ?? `testnet${index}`) === device || mac === device)
      if (!found) throw new LibvirtError('INVALID_ARG', `'${device}' is not a known interface`)
      const seconds = time() / 1_000_000_000n
      const received = { rx_bytes: seconds * 1000n, rx_packets: seconds * 100n, rx_errs: 0n, rx_drop: 0n }
      return { ...received, tx_bytes: seconds * 2000n, tx_packets: seconds * 110n, tx_errs: 0n, tx_drop: 0n }
    },
    domainGetBlockInfo: ({ dom, path }) => {
      const size = diskSize(dom, runningDisk(dom, path))
      return { allocation: size, capacity: size, physical: size }
    },
    domainGetCpuStats: ({ dom, start_cpu: start, ncpus, nparams }) => {
      const { length } = dom.running().vcpus.list
      const total = (time() / 10n) * BigInt(length)
      if (start === -1) {
        const params = [ullong('cpu_time', total), ullong('user_time', total / 2n), ullong('system_time', total / 4n)]
        return { params: nparams === 0 ? [] : params.slice(0, nparams), nparams: params.length }
      }
      if (start >= length)
        throw new LibvirtError('INVALID_ARG', `start_cpu ${start} larger than maximum of ${length - 1}`)
      if (ncpus === 0) return { params: [], nparams: length }
      const share = total / BigInt(length)
      const each = [ullong('cpu_time', share), ullong('vcpu_time', share - share / 20n)].slice(0, nparams || 2)
      const cpus = Math.min(ncpus, length - start)
      return { params: nparams === 0 ? [] : Array.from({ length: cpus }, () => each).flat(), nparams: each.length }
    },
    domainMemoryStats: ({ dom, maxStats }) => {
      const { memory } = dom.running()
      const stats = memoryFigures(BigInt(memory.current), BigInt(host.options.clock.now()) / 1000n)
      return { stats: stats.slice(0, maxStats).map(([tag, val]) => ({ tag, val })) }
    },
    domainGetControlInfo: ({ dom }) => {
      dom.running()
      return { state: domainControlState.OK, details: 0, stateTime: 0n }
    },
    // As in libvirt's test driver every disk is in trouble, so that clients can show it.
    domainGetDiskErrors: ({ dom, maxerrors }) => {
      const { disk } = dom.running().devices
      const { UNSPEC, NO_SPACE } = domainDiskErrorCode
      const errors = disk.map(({ target }, index) => ({ disk: target, error: index % 2 === 0 ? UNSPEC : NO_SPACE }))
      const told = errors.slice(0, maxerrors)
      return { errors: told, nerrors: maxerrors === 0 ? errors.length : told.length }
    },
  }
}
