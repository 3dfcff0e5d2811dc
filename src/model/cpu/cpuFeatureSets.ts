// What a CPU definition amounts to, as sets of features.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { CpuDefinition, CpuFeaturePolicy } from './CpuDefinition.js'
import { cpuModels, featureName, type MapModel } from './cpuMap.js'

/** The map's model. @throws LibvirtError INTERNAL_ERROR `Unknown CPU model` */
export function findCpuModel(name: string): MapModel {
  const model = cpuModels.get(name)
  if (!model) throw new LibvirtError('INTERNAL_ERROR', `Unknown CPU model ${name}`)
  return model
}

/** The map's name of a feature. @throws LibvirtError INTERNAL_ERROR `Unknown CPU feature` */
export function findCpuFeature(name: string): string {
  const known = featureName(name)
  if (known === undefined) throw new LibvirtError('INTERNAL_ERROR', `Unknown CPU feature ${name}`)
  return known
}

/** Features the CPU has: its model with what is forced or required, without what is disabled or forbidden. */
export function featuresOf(cpu: CpuDefinition): Set<string> {
  const features = new Set(cpu.model === undefined ? [] : findCpuModel(cpu.model).features)
  for (const { name, policy } of cpu.features) {
    const known = findCpuFeature(name)
    if (policy === 'disable' || policy === 'forbid') features.delete(known)
    else if (policy !== 'optional') features.add(known)
  }
  return features
}

/** Features named with one policy; `require` includes those of the model. A host requires all it lists. */
export function featuresWithPolicy(cpu: CpuDefinition, policy: CpuFeaturePolicy): Set<string> {
  const features = new Set(policy === 'require' && cpu.model !== undefined ? findCpuModel(cpu.model).features : [])
  for (const feature of cpu.features) {
    const known = findCpuFeature(feature.name)
    if ((feature.policy ?? 'require') === policy) features.add(known)
  }
  return features
}
