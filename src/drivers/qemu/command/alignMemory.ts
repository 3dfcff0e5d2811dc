import type { Domain } from '../../../model/domain/Domain.js'

/** KiB: granularity of a node's memory on x86, and of a module that is plugged in. */
const blockSize = 1024
const moduleSize = 2048

const roundUp = (value: number, unit: number) => Math.ceil(value / unit) * unit

/** Rounds sizes up to what QEMU and guests can handle, and makes the total agree. */
export function alignMemory({ memory, numa, devices }: Domain): void {
  const plugged = devices.memory.reduce((sum, { size }) => sum + size, 0)
  let initial = memory.total - plugged
  if (numa.cells.length > 0) {
    for (const cell of numa.cells) cell.memory = roundUp(cell.memory, blockSize)
    initial = numa.cells.reduce((sum, cell) => sum + cell.memory, 0)
  } else {
    initial = roundUp(initial, blockSize)
  }
  for (const module of devices.memory) module.size = roundUp(module.size, moduleSize)
  memory.max = roundUp(memory.max, blockSize)
  memory.total = initial + devices.memory.reduce((sum, { size }) => sum + size, 0)
}
