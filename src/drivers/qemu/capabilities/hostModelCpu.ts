// The CPU `host-model` stands for: what QEMU says the accelerator can give, described by a model QEMU offers.
import { acceleratorCapabilities } from '../../../model/capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { CpuDefinition } from '../../../model/cpu/CpuDefinition.js'
import { decodeCpu } from '../../../model/cpu/decodeCpu.js'
import { hostCpuTraits } from './hostCpuTraits.js'

/** What was found out about emulators so far: it takes longer than to read a document. */
const known = new WeakMap<QemuCapabilities, Map<string, CpuDefinition | undefined>>()

/**
 * The CPU as a guest's, or undefined when QEMU did not tell or there is no map for the architecture. The caller's own.
 * @param migratableOnly leave out what keeps a guest from being migrated; domain capabilities show everything
 */
export function hostModelCpu(
  capabilities: QemuCapabilities,
  virtType: string,
  migratableOnly: boolean,
): CpuDefinition | undefined {
  const found = known.get(capabilities) ?? new Map<string, CpuDefinition | undefined>()
  known.set(capabilities, found)
  const key = `${virtType} ${migratableOnly}`
  if (!found.has(key)) found.set(key, describe(capabilities, virtType, migratableOnly))
  return structuredClone(found.get(key))
}

function describe(
  capabilities: QemuCapabilities,
  virtType: string,
  migratableOnly: boolean,
): CpuDefinition | undefined {
  const { hostCpu, cpus } = acceleratorCapabilities(capabilities, virtType)
  if (!hostCpu || (capabilities.arch !== 'x86_64' && capabilities.arch !== 'i686')) return undefined
  const traits = hostCpuTraits(hostCpu, migratableOnly)
  const { signature: _, ...decoded } = decodeCpu(traits, 'guest', { models: cpus, migratable: migratableOnly })
  return { type: 'guest', mode: 'host-model', fallback: 'forbid', ...decoded }
}
