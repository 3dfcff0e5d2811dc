// Whether a host can run a guest CPU (virConnectCompareCPU), and what the guest would then have.
import { isX86 } from './architectures.js'
import type { CpuDefinition } from './CpuDefinition.js'
import { featuresOf, featuresWithPolicy } from './cpuFeatureSets.js'
import { cpuFeatures } from './cpuMap.js'
import { difference, intersection, isSuperset } from './featureSet.js'

/** virCPUCompareResult, with why a CPU cannot run. */
export type CpuComparison =
  | { readonly result: 'identical' | 'superset' }
  | { readonly result: 'incompatible'; readonly reason: string }

const incompatible = (reason: string): CpuComparison => ({ result: 'incompatible', reason })

function inMapOrder(features: ReadonlySet<string>): string {
  return [...cpuFeatures.keys()].filter(name => features.has(name)).join(', ')
}

/**
 * Compares a CPU with a host's.
 * @throws LibvirtError INTERNAL_ERROR for an unknown model or feature in either
 */
export function compareCpus(host: CpuDefinition, cpu: CpuDefinition): CpuComparison {
  if (cpu.arch !== undefined && !(isX86(cpu.arch) && host.arch !== undefined && isX86(host.arch))) {
    return incompatible(`CPU arch ${cpu.arch} does not match host arch`)
  }
  if (cpu.vendor !== undefined && cpu.vendor !== host.vendor) {
    return incompatible(`host CPU vendor does not match required CPU vendor ${cpu.vendor}`)
  }
  const present = featuresOf(host)
  const force = featuresWithPolicy(cpu, 'force')
  const optional = featuresWithPolicy(cpu, 'optional')
  const disable = featuresWithPolicy(cpu, 'disable')
  const forbidden = intersection(featuresWithPolicy(cpu, 'forbid'), present)
  if (forbidden.size > 0) return incompatible(`Host CPU provides forbidden features: ${inMapOrder(forbidden)}`)
  // The model's own features lose to what is said about them by name.
  const require = difference(featuresWithPolicy(cpu, 'require'), force, optional, disable)
  if (!isSuperset(present, require)) {
    const missing = inMapOrder(difference(require, present))
    return incompatible(`Host CPU does not provide required features: ${missing}`)
  }
  const extra = difference(present, optional, require, disable, force)
  if (extra.size === 0) return { result: 'identical' }
  if (cpu.type === 'guest' && cpu.match === 'strict') {
    return incompatible(`Host CPU does not strictly match guest CPU: Extra features: ${inMapOrder(extra)}`)
  }
  return { result: 'superset' }
}
