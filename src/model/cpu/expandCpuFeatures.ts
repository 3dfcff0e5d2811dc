import type { CpuDefinition, CpuFeature } from './CpuDefinition.js'
import { cpuFeatures } from './cpuMap.js'
import { findCpuModel } from './cpuFeatureSets.js'
import { withFeature } from './updateCpu.js'

/**
 * Lists the model's features by name along with those that were (VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES).
 * @throws LibvirtError INTERNAL_ERROR for an unknown model
 */
export function expandCpuFeatures(cpu: CpuDefinition): CpuDefinition {
  if (cpu.model === undefined) return cpu
  const { features } = findCpuModel(cpu.model)
  const ofModel: CpuFeature[] = [...cpuFeatures.keys()]
    .filter(name => features.has(name))
    .map(name => (cpu.type === 'guest' ? { name, policy: 'require' } : { name }))
  return { ...cpu, features: cpu.features.reduce<CpuFeature[]>(withFeature, ofModel) }
}
