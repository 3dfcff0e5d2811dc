// Memory that is plugged in: DIMMs, NVDIMMs, virtio memory.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Memory } from '../../../model/domain/devices/memory.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { type CommandContext, has } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties } from './CommandOption.js'
import { memoryBackend } from './memoryBackend.js'

const drivers: Record<Exclude<Memory['model'], 'sgx-epc'>, string> = {
  dimm: 'pc-dimm',
  nvdimm: 'nvdimm',
  'virtio-pmem': 'virtio-pmem-pci',
  'virtio-mem': 'virtio-mem-pci',
}

const bytes = (kib: number | undefined) => (kib === undefined ? undefined : kib * 1024)

/** Name of the object that holds the memory of a device. */
export function memoryBackendId(memory: Memory): string {
  return `mem${aliasOf(memory.info)}`
}

/** Properties of a memory device. @throws LibvirtError CONFIG_UNSUPPORTED for SGX pages, which are no device */
export function memoryDevice(memory: Memory, domain: Domain, context: CommandContext): DeviceProperties {
  const { model, info } = memory
  if (model === 'sgx-epc') throw new LibvirtError('CONFIG_UNSUPPORTED', 'SGX memory is no device')
  const virtioMem = model === 'virtio-mem'
  // Pages set aside for the guest are taken when they are given out.
  const prealloc = virtioMem && memory.source.pagesize !== undefined && has(context, 'virtio-mem-pci.prealloc')
  return {
    driver: drivers[model],
    node: model === 'virtio-pmem' ? undefined : memory.node,
    'label-size': bytes(memory.label),
    'block-size': virtioMem ? bytes(memory.block) : undefined,
    'requested-size': virtioMem ? bytes(memory.requested) : undefined,
    uuid: model === 'nvdimm' ? memory.uuid : undefined,
    unarmed: memory.readonly ? true : undefined,
    memdev: memoryBackendId(memory),
    prealloc: prealloc ? true : undefined,
    memaddr: memory.address,
    'dynamic-memslots': memory.dynamicMemslots,
    id: aliasOf(info),
    ...addressProperties(domain, info),
  }
}

/** A memory device with the object that holds its memory. @throws LibvirtError */
export function memoryDeviceOptions(memory: Memory, domain: Domain, context: CommandContext): CommandOption[] {
  const request = { id: memoryBackendId(memory), size: memory.size, node: memory.node, device: memory }
  const backend = memoryBackend(domain, context, request)
  // The machine itself takes enclave pages.
  return memory.model === 'sgx-epc' ? backend : [...backend, device(memoryDevice(memory, domain, context))]
}
