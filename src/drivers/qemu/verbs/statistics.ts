// Figures of running guests, asked of QEMU and of the kernel without waiting for a job.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { processStat } from '../../../host/RunningProcess.js'
import { cpuMap } from '../../domainSettings/cpuMap.js'
import { llong, ullong } from '../../domainSettings/typedParameters.js'
import { onlineCpus } from '../../../host/nodeFacts.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { type BlockFigures, blockFigures, blockSizes, diskNamed } from '../statistics/blockFigures.js'
import { domainFigures } from '../statistics/domainFigures.js'
import { interfaceFigures } from '../statistics/interfaceFigures.js'
import { memoryFigures } from '../statistics/memoryFigures.js'
import { nanosecondsPerTick, vcpuFigures } from '../statistics/vcpuFigures.js'
import { vcpuCpus } from '../tuning/guestThreads.js'

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
  async domainGetCpuStats({ dom, start_cpu: start, nparams }) {
    if (start !== -1) throw new LibvirtError('OPERATION_UNSUPPORTED', 'CPU time is told for the guest as a whole only')
    const { process } = dom.active().guest
    const stat = await processStat(process.pid)
    const [user, system] = [(stat?.userTime ?? 0n) * nanosecondsPerTick, (stat?.systemTime ?? 0n) * nanosecondsPerTick]
    const params = [ullong('cpu_time', user + system), ullong('user_time', user), ullong('system_time', system)]
    return { params: nparams === 0 ? [] : params, nparams: params.length }
  },
  connectGetAllDomainStats: ({ doms, stats, flags }) => domainFigures(context, doms, stats, flags),
})

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
