// Figures of running guests, asked of QEMU and of the kernel without waiting for a job.
import { domainDirtyRateCalcFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import type { Guest } from '../domain/Guest.js'
import { cpuMap } from '../../domainSettings/cpuMap.js'
import { llong, ullong } from '../../domainSettings/typedParameters.js'
import { cpuNumbers, onlineCpus } from '../../../host/nodeFacts.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { type BlockFigures, blockFigures, blockSizes, diskNamed } from '../statistics/blockFigures.js'
import { domainFigures } from '../statistics/domainFigures.js'
import { interfaceFigures } from '../statistics/interfaceFigures.js'
import { memoryFigures } from '../statistics/memoryFigures.js'
import { cpuTime } from '../statistics/cpuTime.js'
import { vcpuFigures } from '../statistics/vcpuFigures.js'
import { guestGroups } from '../tuning/GuestGroups.js'
import { vcpuCpus, vcpuThreadsOf } from '../tuning/guestThreads.js'

export const statisticsVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainMemoryStats({ dom, maxStats }) {
    const stats = [...(await memoryFigures(dom))].map(([tag, val]) => ({ tag, val }))
    return { stats: stats.slice(0, maxStats) }
  },
  async domainBlockStats({ dom, path }) {
    const total = await figuresOf(dom, path)
    return {
      rd_req: total.readRequests,
      rd_bytes: total.readBytes,
      wr_req: total.writeRequests,
      wr_bytes: total.writeBytes,
      errs: -1n,
    }
  },
  async domainBlockStatsFlags({ dom, path, nparams }) {
    const params = blockParameters(await figuresOf(dom, path))
    // A client that passes no room asks how much it needs.
    return { params: nparams === 0 ? [] : params.slice(0, nparams), nparams: params.length }
  },
  async domainGetBlockInfo({ dom, path }) {
    const disk = diskNamed(dom.definition, path)
    if (!disk) throw new LibvirtError('INVALID_ARG', `invalid path ${path} not assigned to domain`)
    return blockSizes(disk, context.host.processes)
  },
  async domainInterfaceStats({ dom, device }) {
    const { devices } = dom.active().guest.definition
    const net = devices.interface.find(({ target, mac }) => target === device || mac === device)
    const figures = net?.target === undefined ? undefined : await interfaceFigures(net.target)
    if (!figures) throw new LibvirtError('INVALID_ARG', `'${device}' is not a known interface`)
    return figures
  },
  async domainGetVcpus({ dom, maxinfo, maplen }) {
    const cpus = await onlineCpus()
    const figures = (await vcpuFigures(dom)).slice(0, Math.max(0, maxinfo))
    const maps = maplen > 0 ? figures.map(({ number }) => cpuMap(vcpuCpus(dom.definition, number), cpus, maplen)) : []
    const info = figures.map(({ number, state, time, cpu }) => ({ number, state, cpu_time: time, cpu }))
    return { info, cpumaps: Buffer.concat(maps) }
  },
  async domainGetCpuStats({ dom, start_cpu: start, ncpus, nparams }) {
    const { guest } = dom.active()
    if (start !== -1) return perCpu(context, guest, start, ncpus, nparams)
    const time = await cpuTime(context, guest)
    if (!time) throw new LibvirtError('OPERATION_FAILED', 'cannot read cputime for domain')
    const { total, user, system } = time
    const params = [ullong('cpu_time', total), ullong('user_time', user), ullong('system_time', system)]
    return { params: params.slice(0, nparams), nparams: params.length }
  },
  async domainStartDirtyRateCalc({ dom, seconds, flags }, call) {
    if (seconds < 1 || seconds > longestMeasurement) {
      const range = `please choose value within [1, ${longestMeasurement}].`
      throw new LibvirtError('INVALID_ARG', `seconds=${seconds} is invalid, ${range}`)
    }
    const { DIRTY_BITMAP, DIRTY_RING } = domainDirtyRateCalcFlags
    const mode = flags & DIRTY_BITMAP ? 'dirty-bitmap' : flags & DIRTY_RING ? 'dirty-ring' : 'page-sampling'
    const measure = () => dom.monitor().execute('calc-dirty-rate', { 'calc-time': seconds, mode })
    await dom.jobs.run('domainStartDirtyRateCalc', measure, call)
  },
  connectGetAllDomainStats: ({ doms, stats, flags }) => domainFigures(context, doms, stats, flags),
})

/** Seconds. */
const longestMeasurement = 60

/**
 * Control groups of version 2 do not tell CPUs apart; how many there are is all that can be said.
 * @throws LibvirtError OPERATION_INVALID, INVALID_ARG, OPERATION_UNSUPPORTED
 */
async function perCpu(context: QemuDriverContext, guest: Guest, start: number, count: number, room: number) {
  const groups = await guestGroups(context, guest.process.pid)
  if (!groups?.has('cpu')) throw new LibvirtError('OPERATION_INVALID', 'cgroup CPUACCT controller is not mounted')
  if (count > 0 && room === 0) return { params: [], nparams: vcpuThreadsOf(guest).size > 0 ? 2 : 1 }
  const { length } = (await cpuNumbers()).present
  if (count === 0) return { params: [], nparams: length }
  if (start >= length) {
    throw new LibvirtError('INVALID_ARG', `start_cpu ${start} larger than maximum of ${length - 1}`)
  }
  const text = "operation 'getCpuacctPercpuUsage' not supported for backend 'cgroup V2'"
  throw new LibvirtError('OPERATION_UNSUPPORTED', text)
}

/** Figures of one disk, or of all with an empty path. @throws LibvirtError INVALID_ARG for a disk there is not */
async function figuresOf(dom: QemuDomain, path: string): Promise<BlockFigures> {
  const monitor = dom.monitor()
  const disk = path === '' ? undefined : diskNamed(dom.definition, path)
  if (path !== '' && !disk) throw new LibvirtError('INVALID_ARG', `invalid path: ${path}`)
  const all = await blockFigures(monitor)
  if (!disk) return sum([...all.values()])
  const figures = all.get(disk.info.alias ?? '')
  if (!figures) throw new LibvirtError('INTERNAL_ERROR', `cannot find statistics for device '${disk.info.alias}'`)
  return figures
}

const nothing: BlockFigures = {
  readRequests: 0n,
  readBytes: 0n,
  readTime: 0n,
  writeRequests: 0n,
  writeBytes: 0n,
  writeTime: 0n,
  flushRequests: 0n,
  flushTime: 0n,
}

function sum(all: readonly BlockFigures[]): BlockFigures {
  return all.reduce(
    (total, figures) => ({
      readRequests: total.readRequests + figures.readRequests,
      readBytes: total.readBytes + figures.readBytes,
      readTime: total.readTime + figures.readTime,
      writeRequests: total.writeRequests + figures.writeRequests,
      writeBytes: total.writeBytes + figures.writeBytes,
      writeTime: total.writeTime + figures.writeTime,
      flushRequests: total.flushRequests + figures.flushRequests,
      flushTime: total.flushTime + figures.flushTime,
    }),
    nothing,
  )
}

/** In libvirt's order and under its names. */
function blockParameters(figures: BlockFigures): TypedParameter[] {
  return [
    llong('rd_operations', figures.readRequests),
    llong('rd_bytes', figures.readBytes),
    llong('rd_total_times', figures.readTime),
    llong('wr_operations', figures.writeRequests),
    llong('wr_bytes', figures.writeBytes),
    llong('wr_total_times', figures.writeTime),
    llong('flush_operations', figures.flushRequests),
    llong('flush_total_times', figures.flushTime),
  ]
}
