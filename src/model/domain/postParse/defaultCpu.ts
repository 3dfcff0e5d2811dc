import { LibvirtError } from '../../../api/LibvirtError.js'
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
    checkCpu(cpu)
    const migratable =
      cpu.migratable ?? (cpu.mode === 'host-passthrough' && hasFlag(qemu, 'cpu.migratable') ? true : undefined)
    domain.cpu = {
      ...cpu,
      check: cpu.check ?? defaultCheck(domain, cpu),
      ...(migratable !== undefined && { migratable }),
    }
  }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for caches and address sizes the CPU mode cannot have */
function checkCpu({ mode, cache, maxPhysAddr }: CpuDefinition): void {
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  const likeHost = mode === 'host-passthrough' || mode === 'maximum'
  if (cache) {
    if (cache.mode === 'emulate' && cache.level !== 3) {
      throw refuse("CPU cache mode 'emulate' can only be used with level='3'")
    }
    if (cache.mode === 'passthrough' && !likeHost) {
      throw refuse("CPU cache mode 'passthrough' can only be used with 'host-passthrough' / 'maximum' CPUs")
    }
    if (cache.mode !== 'emulate' && cache.level !== undefined) {
      throw refuse(`unsupported CPU cache level for mode '${cache.mode}'`)
    }
  }
  if (maxPhysAddr?.mode === 'passthrough') {
    if (!likeHost) {
      throw refuse(
        "CPU maximum physical address bits mode 'passthrough' can only be used with 'host-passthrough' / 'maximum' CPUs",
      )
    }
    if (maxPhysAddr.bits !== undefined) {
      throw refuse("CPU maximum physical address bits number specification cannot be used with mode='passthrough'")
    }
  } else if (maxPhysAddr?.mode === 'emulate' && maxPhysAddr.bits === undefined) {
    throw refuse("if using CPU maximum physical address mode='emulate', bits= must be specified too")
  } else if (maxPhysAddr?.limit !== undefined) {
    throw refuse("CPU maximum physical address bits limit specification cannot be used with mode='emulate'")
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
