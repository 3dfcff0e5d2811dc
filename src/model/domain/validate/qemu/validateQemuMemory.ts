import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'

/** How guest memory can be backed and described (qemuValidateDomainDefMemory, …DefNuma). */
export function validateQemuMemory(domain: Domain, { flags }: QemuCapabilities): void {
  const { memoryBacking, numa } = domain
  refuse(
    (numa.interconnects.length > 0 || numa.cells.some(({ caches }) => caches.length > 0)) && !flags.has('numa.hmat'),
    'HMAT is not supported with this QEMU',
  )
  refuse(numa.cells.length > 0 && numa.cells.every(({ cpus }) => !cpus), 'At least one NUMA node has to have CPUs')
  validateHotplug(domain)
  if (!memoryBacking) return
  const { hugePages, source, allocation } = memoryBacking
  refuse(
    hugePages !== undefined && allocation === 'ondemand',
    'hugepages are not allowed with memory allocation ondemand',
  )
  refuse(hugePages !== undefined && source === 'anonymous', 'hugepages are not allowed with anonymous memory source')
  refuse(
    source === 'memfd' && !flags.has('memory-backend-memfd'),
    'memfd memory source is not supported by this QEMU binary',
  )
}

/** Memory modules need somewhere to go (qemuDomainDefValidateMemoryHotplug). */
function validateHotplug({ memory, numa, devices }: Domain): void {
  const modules = devices.memory.filter(({ model }) => model === 'dimm' || model === 'nvdimm')
  const plugged = devices.memory.filter(({ model }) => model !== 'sgx-epc')
  if (memory.max === 0) {
    const text = "cannot use/hotplug a memory device when domain 'maxMemory' is not defined"
    refuse(plugged.length > 0, text)
    return
  }
  refuse(numa.cells.length === 0, 'At least one numa node has to be configured when enabling memory hotplug')
  refuse(modules.length > memory.slots, `memory device count '${modules.length}' exceeds slots count '${memory.slots}'`)
  const size = plugged.reduce((sum, device) => sum + device.size, 0)
  refuse(size > memory.max - (memory.total - size), 'memory device total size exceeds hotplug space')
}

/** Whether all of the guest's memory can be mapped by another process, as vhost-user needs it. */
export function hasSharedMemory({ memoryBacking, numa, devices }: Domain): boolean {
  const shared = memoryBacking?.access === 'shared'
  const cells = numa.cells.every(({ memoryAccess }) => (memoryAccess ?? memoryBacking?.access) === 'shared')
  const modules = devices.memory.every(({ access }) => (access ?? memoryBacking?.access) !== 'private')
  return (numa.cells.length > 0 ? cells : shared) && modules
}
