// The CPU of a guest that is about to start: what depends on the host becomes absolute, and is expressed by a model that
// the emulator knows (qemuProcessUpdateGuestCPU).
import { LibvirtError } from '../../../api/LibvirtError.js'
import { acceleratorCapabilities } from '../../../model/capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import { compareCpus } from '../../../model/cpu/compareCpus.js'
import type { CpuDefinition } from '../../../model/cpu/CpuDefinition.js'
import { featuresOf } from '../../../model/cpu/cpuFeatureSets.js'
import { cpuFeatures } from '../../../model/cpu/cpuMap.js'
import { migratableCpu } from '../../../model/cpu/migratableCpu.js'
import { translateCpu } from '../../../model/cpu/translateCpu.js'
import { updateCpu } from '../../../model/cpu/updateCpu.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { hostModelCpu } from '../capabilities/hostModelCpu.js'
import { hostOnlyFeatures } from './cpu.js'
import { isX86 } from './machine.js'

/** What a guest may use of the host, in full and as far as it can be migrated. */
interface HostCpus {
  full: CpuDefinition | undefined
  migratable: CpuDefinition | undefined
}

function checkKnown({ features }: CpuDefinition): void {
  for (const { name } of features) {
    if (!cpuFeatures.has(name)) throw new LibvirtError('CONFIG_UNSUPPORTED', `unknown CPU feature: ${name}`)
  }
}

function checkForbidden(cpu: CpuDefinition, host: CpuDefinition): void {
  const present = featuresOf(host)
  for (const { name, policy } of cpu.features) {
    if (policy === 'forbid' && present.has(name)) {
      throw new LibvirtError('CPU_INCOMPATIBLE', `Host CPU provides forbidden features: ${name}`)
    }
  }
}

function isUsable(cpu: CpuDefinition, capabilities: QemuCapabilities, virtType: string): boolean {
  const { cpus } = acceleratorCapabilities(capabilities, virtType)
  const plain = cpu.mode === 'custom' && cpu.features.length === 0
  return plain && cpus.some(({ name, usable }) => name === cpu.model && usable === 'yes')
}

/** The host's CPU as far as it can be that of a guest. */
function virtualizable(host: CpuDefinition): CpuDefinition {
  return { ...host, features: host.features.filter(({ name }) => !hostOnlyFeatures.has(name)) }
}

/** The model no longer stands for another one: it was chosen for this emulator. */
function fit(cpu: CpuDefinition, { full, migratable }: HostCpus, capabilities: QemuCapabilities, virtType: string) {
  if (cpu.check !== 'none' && full) checkForbidden(cpu, full)
  if (cpu.check === 'partial' && full && !isUsable(cpu, capabilities, virtType)) {
    const comparison = compareCpus(full, cpu)
    if (comparison.result === 'incompatible') throw new LibvirtError('CPU_INCOMPATIBLE', comparison.reason)
  }
  const updated = migratable ? updateCpu(cpu, migratable) : cpu
  const { cpus } = acceleratorCapabilities(capabilities, virtType)
  // An emulator that lists no models is taken to know them all.
  return { ...translateCpu(updated, cpus.length > 0 ? cpus : undefined), fallback: 'forbid' as const }
}

/**
 * @param host stands in for what the emulator reported, when given
 * @throws LibvirtError CPU_INCOMPATIBLE when the host cannot run it, CONFIG_UNSUPPORTED when the emulator cannot
 */
export function fitGuestCpu(domain: Domain, capabilities: QemuCapabilities, host?: CpuDefinition): void {
  const { cpu, type } = domain
  if (cpu === undefined || !isX86(domain)) return
  if (cpu.mode === 'custom' && cpu.model === undefined) return
  checkKnown(cpu)
  const { model: _, ...withoutModel } = cpu
  const asked = cpu.mode === 'host-model' ? withoutModel : cpu
  const given = host && virtualizable(host)
  const full = given ?? hostModelCpu(capabilities, type, false)
  const migratable = given ? migratableCpu(given) : hostModelCpu(capabilities, type, true)
  domain.cpu = fit(asked, { full, migratable }, capabilities, type)
}
