// The best CPU all of several hosts can give a guest (virConnectBaselineCPU).
import { LibvirtError } from '../../api/LibvirtError.js'
import type { CpuDefinition } from './CpuDefinition.js'
import { cpuModels, cpuVendors } from './cpuMap.js'
import { featuresOf } from './cpuFeatureSets.js'
import { decodeCpu, type DecodeOptions } from './decodeCpu.js'
import { intersection } from './featureSet.js'

/**
 * Computes the baseline of at least one CPU.
 * @param supported features the emulator can give at all; undefined does not limit
 * @throws LibvirtError OPERATION_FAILED when the CPUs have nothing in common, INTERNAL_ERROR for unknown models and features
 */
export function baselineCpu(
  cpus: readonly CpuDefinition[],
  options: Pick<DecodeOptions, 'models' | 'migratable'> & { supported?: ReadonlySet<string> } = {},
): CpuDefinition {
  const [first, ...others] = cpus
  if (!first) throw new LibvirtError('INVALID_ARG', 'No CPUs given')
  let common = featuresOf(first)
  for (const cpu of others) common = intersection(common, featuresOf(cpu))
  if (options.supported) common = intersection(common, options.supported)
  const vendor = commonVendor(cpus)
  if (common.size === 0) throw new LibvirtError('OPERATION_FAILED', 'CPUs are incompatible')
  const preferred = cpus.flatMap(({ model }) => model ?? [])
  const decoded = decodeCpu({ features: common, ...(vendor !== undefined && { vendor }) }, 'guest', {
    ...options,
    preferred,
  })
  const { vendor: decodedVendor, ...described } = decoded
  return {
    type: 'guest',
    mode: 'custom',
    match: 'exact',
    fallback: 'allow',
    ...described,
    // A vendor is only stated when every CPU states it.
    ...(decodedVendor !== undefined && cpus.every(cpu => cpu.vendor !== undefined) && { vendor: decodedVendor }),
  }
}

// What a CPU leaves unsaid about its vendor, its model may know.
function commonVendor(cpus: readonly CpuDefinition[]): string | undefined {
  let common: string | undefined
  for (const [index, cpu] of cpus.entries()) {
    const ofModel = cpu.model === undefined ? undefined : cpuModels.get(cpu.model)?.vendor
    if (cpu.vendor !== undefined && !(cpu.vendor in cpuVendors)) {
      throw new LibvirtError('OPERATION_FAILED', `Unknown CPU vendor ${cpu.vendor}`)
    }
    if (index > 0 && cpu.vendor !== undefined && ofModel !== undefined && cpu.vendor !== ofModel) {
      throw new LibvirtError(
        'OPERATION_FAILED',
        `CPU vendor ${cpu.vendor} of model ${cpu.model} differs from vendor ${ofModel}`,
      )
    }
    const vendor = cpu.vendor ?? (index > 0 ? ofModel : undefined)
    if (vendor === undefined) continue
    if (common !== undefined && vendor !== common)
      throw new LibvirtError('OPERATION_FAILED', 'CPU vendors do not match')
    common = vendor
  }
  return common
}
