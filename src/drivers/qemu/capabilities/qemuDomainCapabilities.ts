// What QEMU offers for a machine, in the terms of the domain document. A row of the tables below is a value and what it takes.
import type {
  CapabilitySection,
  CpuModeCapabilities,
  CustomCpuModel,
  DomainCapabilities,
  SevSupport,
} from '../../../model/capabilities/DomainCapabilities.js'
import {
  acceleratorCapabilities,
  canonicalMachine,
  findMachine,
  preferredMachine,
} from '../../../model/capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import { cpuModels, featureName } from '../../../model/cpu/cpuMap.js'
import type { FirmwareDescriptor } from '../../../model/domain/firmware/FirmwareDescriptor.js'
import { supportedFirmware } from '../../../model/domain/firmware/supportedFirmware.js'
import { hostModelCpu } from './hostModelCpu.js'
import { type CapabilityFacts, deviceSections } from './deviceSections.js'

/** What the host adds to what QEMU said. */
export interface DomainCapabilitiesHost extends CapabilityFacts {
  readonly firmwares: readonly FirmwareDescriptor[]
  /** Most vCPUs KVM takes; undefined leaves the limit to the machine. */
  readonly kvmMaxVcpus?: number
  /** Physical address bits of the CPU; undefined when not known. */
  readonly physAddrBits?: number
  /** Registers of CPUID leaf 0x8000001F, which count SEV's guests. */
  readonly sevCpuid?: { readonly ecx: number; readonly edx: number }
  /** Firmware images to name instead of those of the descriptors. */
  readonly loaderPaths?: readonly string[]
}

/** What is asked for. */
export interface DomainCapabilitiesRequest {
  readonly virtType: 'kvm' | 'qemu'
  /** Alias or canonical name; the default machine when undefined. */
  readonly machine?: string
}

/** Answers virConnectGetDomainCapabilities. */
export function qemuDomainCapabilities(
  capabilities: QemuCapabilities,
  { virtType, machine: wanted }: DomainCapabilitiesRequest,
  host: DomainCapabilitiesHost,
): DomainCapabilities {
  const { arch, flags } = capabilities
  const machine =
    wanted === undefined ? preferredMachine(capabilities, virtType) : canonicalMachine(capabilities, virtType, wanted)
  const maxVcpus = findMachine(capabilities, virtType, machine ?? '')?.maxCpus ?? 0
  const firmware = supportedFirmware(host.firmwares, arch, machine ?? '')
  const sevTypes = [...(flags.has('sev-guest') ? ['sev'] : []), ...(flags.has('sev-snp-guest') ? ['sev-snp'] : [])]
  const { hyperv } = capabilities
  return {
    path: capabilities.emulator,
    virtType,
    ...(machine !== undefined && { machine }),
    arch,
    maxVcpus: virtType === 'kvm' ? Math.min(maxVcpus, host.kvmMaxVcpus ?? maxVcpus) : maxVcpus,
    iothreads: true,
    firmware: {
      firmwares: firmware.kinds,
      loader: {
        paths: host.loaderPaths ?? firmware.paths,
        enums: [
          { name: 'type', values: ['rom', 'pflash'] },
          { name: 'readonly', values: ['yes', 'no'] },
          { name: 'secure', values: firmware.secure ? ['yes', 'no'] : ['no'] },
        ],
      },
    },
    cpu: cpuModes(capabilities, virtType, host),
    memoryBacking: {
      name: 'memoryBacking',
      supported: true,
      enums: [
        { name: 'sourceType', values: ['file', 'anonymous', ...(flags.has('memory-backend-memfd') ? ['memfd'] : [])] },
      ],
    },
    devices: deviceSections(flags, arch, machine ?? '', host),
    features: featureSections(flags, arch, machine ?? ''),
    sev: sevSupport(capabilities, host) ?? null,
    sgx: capabilities.sgx ?? null,
    ...(hyperv && { hyperv: { name: 'hyperv', supported: true, enums: [{ name: 'features', values: hyperv }] } }),
    launchSecurity: {
      name: 'launchSecurity',
      supported: sevTypes.length > 0,
      enums: [{ name: 'sectype', values: sevTypes }],
    },
  }
}

function cpuModes(capabilities: QemuCapabilities, virtType: string, host: DomainCapabilitiesHost): CpuModeCapabilities {
  const { hostCpu, cpus } = acceleratorCapabilities(capabilities, virtType)
  const migratable = hostCpu?.migratability ? ['on', 'off'] : []
  const hostModel = hostModelCpu(capabilities, virtType, false)
  const limit = virtType === 'kvm' ? host.physAddrBits : undefined
  return {
    ...(virtType === 'kvm' && { hostPassthrough: { migratable } }),
    ...(capabilities.flags.has('cpu-max') && { maximum: { migratable } }),
    ...(hostModel && {
      hostModel: { ...hostModel, ...(limit !== undefined && { maxPhysAddr: { mode: 'passthrough' as const, limit } }) },
    }),
    ...(cpus.length > 0 && {
      custom: cpus.flatMap(cpu => customModel(cpu)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }),
  }
}

const versions: ReadonlyMap<string, string> = new Map(
  [...cpuModels.values()].flatMap(({ name, base }) => (base === undefined ? [] : [[base, name] as const])),
)

// QEMU's own inventions (max, host, base) are in no map.
function customModel(cpu: {
  readonly name: string
  readonly usable: CustomCpuModel['usable']
  readonly deprecated: boolean
  readonly blockers: readonly string[]
}): CustomCpuModel[] {
  const model = cpuModels.get(cpu.name)
  if (!model) return []
  const canonical = versions.get(cpu.name)
  return [
    {
      name: cpu.name,
      usable: cpu.usable,
      deprecated: cpu.deprecated,
      vendor: model.vendor ?? 'unknown',
      ...(canonical !== undefined && { canonical }),
      blockers: [...new Set(cpu.blockers.map(name => featureName(name) ?? name))].toSorted(),
    },
  ]
}

function featureSections(flags: ReadonlySet<string>, arch: string, machine: string): CapabilitySection[] {
  const isPc = (arch === 'x86_64' || arch === 'i686') && /^(pc|q35|ubuntu|rhel)/.test(machine)
  return Object.entries({
    gic: false,
    vmcoreinfo: flags.has('vmcoreinfo'),
    genid: flags.has('vmgenid'),
    backingStoreInput: true,
    backup: true,
    'async-teardown': flags.has('run-with.async-teardown'),
    ps2: flags.has('machine-i8042-opt') && isPc,
  }).map(([name, supported]) => ({ name, supported }))
}

// AMD64 Architecture Programmer's Manual 3, appendix E.4.17: ECX counts all encrypted guests, and from EDX on their address
// space ids are for guests without encrypted state.
export function sevSupport(
  { sev, flags }: QemuCapabilities,
  { sevCpuid }: Pick<DomainCapabilitiesHost, 'sevCpuid'>,
): SevSupport | undefined {
  if (!sev || !flags.has('sev-guest')) return undefined
  const { ecx, edx } = sevCpuid ?? { ecx: 0, edx: 1 }
  return { ...sev, maxGuests: Math.max(ecx - edx + 1, 0), maxEsGuests: Math.max(edx - 1, 0) }
}
