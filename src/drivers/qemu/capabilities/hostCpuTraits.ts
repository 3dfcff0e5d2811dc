import type { QemuHostCpu } from '../../../model/capabilities/QemuCapabilities.js'
import { cpuVendors, featureName } from '../../../model/cpu/cpuMap.js'
import type { CpuTraits } from '../../../model/cpu/CpuTraits.js'

/**
 * What QEMU's expansion says about the host's CPU. Properties the CPU map does not know are no features of a domain.
 * @param migratableOnly leave out what QEMU marked as not migratable
 */
export function hostCpuTraits({ properties }: QemuHostCpu, migratableOnly: boolean): CpuTraits {
  const features = new Set<string>()
  for (const [property, { value, migratable }] of properties) {
    const name = featureName(property)
    if (name !== undefined && value === true && !(migratableOnly && migratable === false)) features.add(name)
  }
  const text = properties.get('vendor')?.value
  const vendor = Object.entries(cpuVendors).find(([, id]) => id === text)?.[0]
  const [family, model, stepping] = ['family', 'model', 'stepping'].map(name => properties.get(name)?.value)
  const known = typeof family === 'number' && typeof model === 'number' && typeof stepping === 'number'
  return {
    features,
    ...(vendor !== undefined && { vendor }),
    ...(known && { signature: { family, model, stepping } }),
  }
}
