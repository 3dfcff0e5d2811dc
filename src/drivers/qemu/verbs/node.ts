// What the host does right now, and what its firmware says of it.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { firmwareTables } from '../../../host/firmwareTables.js'
import { numaNodes } from '../../../host/hostMemory.js'
import { cpuTimes, freePages } from '../../../host/nodeUsage.js'
import { formatSysinfo } from '../../../model/domain/sysinfo.js'
import { XmlWriter } from '../../../model/xml/XmlWriter.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const nodeVerbs: QemuVerbs = {
  async nodeGetCpuStats({ cpuNum }) {
    const times = await cpuTimes(cpuNum)
    if (!times) throw new LibvirtError('INVALID_ARG', 'Invalid cpuNum in virHostCPUGetStatsLinux', { bare: true })
    const params = Object.entries(times).map(([field, value]: [string, bigint]) => ({ field, value }))
    return { params, nparams: params.length }
  },
  async nodeGetFreePages({ pages, startCell, cellCount }) {
    const nodes = await cells(startCell, cellCount)
    const counts: bigint[] = []
    for (const node of nodes) {
      const free = await freePages(node)
      for (const size of pages) {
        const count = free.get(size)
        if (count === undefined) {
          throw new LibvirtError('OPERATION_FAILED', `page size ${size} is not available on node ${node}`)
        }
        counts.push(count)
      }
    }
    return { counts }
  },
  async nodeGetCellsFreeMemory({ startCell, maxcells }) {
    const nodes = await cells(startCell, maxcells)
    const free = await Promise.all(nodes.map(node => freePages(node)))
    return { cells: free.map(pages => (pages.get(4) ?? 0n) * 4096n) }
  },
  async connectGetSysinfo() {
    const tables = await firmwareTables()
    if (!tables) throw new LibvirtError('CONFIG_UNSUPPORTED', 'Host SMBIOS information is not available')
    const writer = new XmlWriter()
    formatSysinfo(writer, tables)
    return { sysinfo: writer.toString() }
  },
}

/** Some of the host's NUMA nodes. @throws LibvirtError INTERNAL_ERROR for a first one there is not */
async function cells(start: number, most: number): Promise<number[]> {
  const nodes = await numaNodes()
  const last = nodes.at(-1) ?? 0
  if (start < 0 || start > last) {
    throw new LibvirtError('INTERNAL_ERROR', `start cell ${start} out of range (0-${last})`)
  }
  return nodes.filter(node => node >= start && node < start + most)
}
