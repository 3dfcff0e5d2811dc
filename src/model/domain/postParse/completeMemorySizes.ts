import { completeMemory } from '../memory.js'
import { numaMemory } from '../numa/numaCells.js'
import type { PostParseStep } from './PostParseStep.js'

/** Makes `<memory>`, `<numa>` and memory devices agree. */
export const completeMemorySizes: PostParseStep = (domain, { options }) => {
  const devices = domain.devices.memory.reduce((sum, { size }) => sum + size, 0)
  completeMemory(domain.memory, numaMemory(domain.numa), devices, options.abiUpdate ?? false)
}
