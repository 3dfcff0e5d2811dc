import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'

/** KiB: granularity of a node's memory on x86, and of a module that is plugged in. */
const blockSize = 1024
const moduleSize = 2048
/** KiB a guest can have at the most: bytes are counted in signed 64 bits. */
const limit = 2 ** 53 - 1

function roundUp(value: number, unit: number, what: string): number {
  const rounded = Math.ceil(value / unit) * unit
  if (rounded > limit) throw new LibvirtError('INTERNAL_ERROR', `${what} overflowed after alignment`)
  return rounded
}

/**
 * Rounds sizes up to what QEMU and guests can handle, and makes the total agree.
 * @throws LibvirtError INTERNAL_ERROR for sizes that cannot be rounded up any more
 */
export function alignMemory({ memory, numa, devices }: Domain): void {
  const plugged = devices.memory.reduce((sum, { size }) => sum + size, 0)
  let initial = memory.total - plugged
  if (numa.cells.length > 0) {
    for (const [index, cell] of numa.cells.entries()) {
      cell.memory = roundUp(cell.memory, blockSize, `memory size of NUMA node '${index}'`)
    }
    initial = numa.cells.reduce((sum, cell) => sum + cell.memory, 0)
  } else {
    initial = roundUp(initial, blockSize, 'initial memory size')
  }
  memory.max = roundUp(memory.max, blockSize, 'maximum memory size')
  for (const [index, module] of devices.memory.entries()) {
    module.size = roundUp(module.size, moduleSize, `size of memory module '${index}'`)
  }
  memory.total = initial + devices.memory.reduce((sum, { size }) => sum + size, 0)
}
