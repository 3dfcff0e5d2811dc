import type { Memory } from '../../devices/memory.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** KiB: the transparent huge page virtio-mem blocks must not be smaller than. */
const smallestBlock = 2048

/** What holds for memory devices whatever runs the guest (virDomainMemoryDefValidate). */
export const validateMemory: DeviceValidator<Memory> = (memory, { numa }) => {
  const { model, source, node, access, discard } = memory
  const cells = numa.cells.length
  const detailed = (condition: boolean, detail: string) => refuse(condition, detail, 'XML_DETAIL')
  if (model === 'nvdimm') {
    detailed(source.path === undefined, "path is required for model 'nvdimm'")
    refuse(discard === true, 'discard is not supported for nvdimms')
    refuse(memory.uuid !== undefined, 'UUID is not supported for NVDIMM device')
  } else if (model === 'virtio-pmem') {
    detailed(source.path === undefined, "path is required for model 'virtio-pmem'")
    refuse(discard === true, "discard is not supported for model 'virtio-pmem'")
    refuse(node !== undefined, 'virtio-pmem does not support NUMA nodes')
    refuse(access !== 'shared', 'shared access mode required for virtio-pmem device')
  } else if (model === 'virtio-mem') {
    validateVirtioMem(memory)
  }
  if (node === undefined) {
    refuse(
      cells > 0 && (model === 'dimm' || model === 'nvdimm' || model === 'virtio-mem'),
      'target NUMA node needs to be specified for memory device',
    )
    return
  }
  refuse(cells === 0, "can't add memory backend as guest has no NUMA nodes configured")
  refuse(
    node >= cells,
    `can't add memory backend for guest node '${node}' as the guest has only '${cells}' NUMA nodes configured`,
    'XML_DETAIL',
  )
}

function validateVirtioMem({ size, block = 0, requested }: Memory): void {
  const detailed = (condition: boolean, detail: string) => refuse(condition, detail, 'XML_DETAIL')
  detailed((requested ?? 0) > size, `requested size must be smaller than or equal to @size (${size}KiB)`)
  detailed(block === 0 || (block & (block - 1)) !== 0, 'block size must be a power of two')
  detailed(block < smallestBlock, `block size too small, must be at least ${smallestBlock}KiB`)
  detailed((requested ?? 0) % block !== 0, 'requested size must be an integer multiple of block size')
}
