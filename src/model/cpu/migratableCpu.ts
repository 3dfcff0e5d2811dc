import type { CpuDefinition } from './CpuDefinition.js'
import { cpuFeatures } from './cpuMap.js'

/** The CPU without the features that keep a guest from being migrated. */
export function migratableCpu(cpu: CpuDefinition): CpuDefinition {
  return { ...cpu, features: cpu.features.filter(({ name }) => cpuFeatures.get(name)?.migratable !== false) }
}
