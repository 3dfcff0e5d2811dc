import { acceleratorCapabilities } from '../../capabilities/machineTypes.js'
import type { CpuCheck, CpuDefinition } from '../../cpu/CpuDefinition.js'
import type { Domain } from '../Domain.js'
import { hasFlag, type QemuEnvironment, type QemuPostParseStep } from './PostParseStep.js'

/** Writes down the CPU QEMU would choose by itself, and how thoroughly it is compared with the request. */
export const defaultCpu: QemuPostParseStep = (domain, qemu) => {
  const { cpu } = domain
  if (!cpu || (cpu.mode === 'custom' && cpu.model === undefined)) {
    domain.cpu = cpuOfMachine(domain, qemu) ?? cpu
  } else {
    const likeHost = cpu.mode === 'host-passthrough' || cpu.mode === 'maximum'
    const migratable = cpu.migratable ?? (likeHost && hasFlag(qemu, 'cpu.migratable') ? true : undefined)
    domain.cpu = {
      ...cpu,
      check: cpu.check ?? defaultCheck(domain, cpu),
      ...(migratable !== undefined && { migratable }),
    }
  }
}

function defaultCheck(domain: Domain, { mode }: CpuDefinition): CpuCheck {
  if (mode === 'host-model') return 'partial'
  // An emulated CPU does not depend on the host's, and a passed-through one equals it.
  return mode === 'custom' && domain.type !== 'qemu' ? 'partial' : 'none'
}

function cpuOfMachine(domain: Domain, qemu: QemuEnvironment): CpuDefinition | undefined {
  const { machines } = qemu.capabilitiesOfEmulator
    ? acceleratorCapabilities(qemu.capabilitiesOfEmulator, domain.type)
    : { machines: [] }
  const type = machines.find(machine => machine.name === domain.os.machine)?.defaultCpu
  if (type === undefined) return undefined
  const model = type.replace(/-(?:x86_64|i386)-cpu$/, '')
  const { topology, cache, maxPhysAddr } = domain.cpu ?? {}
  const kept = { ...(topology && { topology }), ...(cache && { cache }), ...(maxPhysAddr && { maxPhysAddr }) }
  if (model === 'host') {
    return { type: 'guest', mode: 'host-passthrough', check: 'none', fallback: 'allow', features: [], ...kept }
  }
  return {
    type: 'guest',
    mode: 'custom',
    match: 'exact',
    check: 'none',
    fallback: 'forbid',
    model,
    features: [],
    ...kept,
  }
}
