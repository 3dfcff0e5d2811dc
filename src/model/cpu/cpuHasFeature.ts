import type { CpuDefinition } from './CpuDefinition.js'
import { featuresOf, findCpuFeature } from './cpuFeatureSets.js'

/** Whether a CPU has a feature. @throws LibvirtError INTERNAL_ERROR for a feature or model nobody knows */
export function cpuHasFeature(cpu: CpuDefinition, name: string): boolean {
  return featuresOf(cpu).has(findCpuFeature(name))
}
