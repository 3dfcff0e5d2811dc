// Guests asking for a model the emulator does not know get the closest one it does.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { CpuDefinition, CpuFeature } from './CpuDefinition.js'
import { featuresOf, findCpuModel } from './cpuFeatureSets.js'
import { decodeCpu, type OfferedCpuModel } from './decodeCpu.js'
import { withFeature } from './updateCpu.js'

/**
 * Expresses the CPU by one of the models; returned as it is when its own is among them (or all are allowed).
 * @throws LibvirtError CONFIG_UNSUPPORTED when the CPU does not allow another model
 */
export function translateCpu(cpu: CpuDefinition, models: readonly OfferedCpuModel[] | undefined): CpuDefinition {
  if (cpu.mode === 'host-passthrough' || cpu.mode === 'maximum' || cpu.model === undefined) return cpu
  if (!models || models.some(({ name }) => name === cpu.model)) return cpu
  if (cpu.fallback !== 'allow') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `CPU model ${cpu.model} is not supported by hypervisor`)
  }
  const { vendor, signatures } = findCpuModel(cpu.model)
  const [own] = signatures
  const decoded = decodeCpu(
    {
      features: featuresOf(cpu),
      ...(vendor !== undefined && { vendor }),
      ...(own && { signature: { family: own.family, model: own.model, stepping: own.steppings?.[0] ?? 0 } }),
    },
    'guest',
    { models },
  )
  const { signature: _, vendor: __, ...described } = decoded
  return { ...cpu, ...described, features: cpu.features.reduce<readonly CpuFeature[]>(withFeature, decoded.features) }
}
