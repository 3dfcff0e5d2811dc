import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** vCPUs no NUMA cell claims belong to the first; a new guest with memory hotplug gets a cell, since Linux wants one. */
export const fillNumaCells: QemuPostParseStep = (domain, _qemu, { options }) => {
  const { cells } = domain.numa
  if (cells.length === 0 && options.abiUpdate && domain.memory.max > 0) {
    cells.push({
      cpus: undefined,
      memory: initialMemory(domain.memory.total, domain.devices.memory),
      memoryAccess: undefined,
      discard: undefined,
      distances: new Map(),
      caches: [],
    })
    for (const device of domain.devices.memory) if (device.model !== 'virtio-pmem') device.node ??= 0
  }
  const [first] = cells
  if (!first) return
  const claimed = new Set(cells.flatMap(({ cpus }) => [...(cpus ?? [])]))
  const missing = domain.vcpus.list.map((_, id) => id).filter(id => !claimed.has(id))
  if (missing.length > 0) first.cpus = [...(first.cpus ?? []), ...missing].sort((a, b) => a - b)
}

function initialMemory(total: number, devices: readonly { size: number }[]): number {
  const initial = total - devices.reduce((sum, { size }) => sum + size, 0)
  if (initial < 0) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'Total size of memory devices exceeds the total memory size')
  }
  return initial
}
