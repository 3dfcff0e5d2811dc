// What one QEMU binary can do, digested: the flags, CPU models and machine types the probe found. Parsing and formatting of
// the cache document is next door, the probe itself in src/drivers/qemu/capabilities.

/** How a guest's instructions are run. libvirt's virt types map onto these: `kvm` → kvm, `qemu` → tcg. */
export type Accelerator = 'kvm' | 'tcg'

/** One machine type as `query-machines` lists it. */
export interface QemuMachine {
  /** Canonical name, e.g. `pc-q35-10.0`. */
  readonly name: string
  /** Name that follows the newest version, e.g. `q35`. */
  readonly alias?: string
  readonly hotplugCpus: boolean
  /** Most vCPUs the machine takes; 0 when QEMU did not say. */
  readonly maxCpus: number
  /** The one QEMU takes when no machine is named. */
  readonly isDefault: boolean
  /** QOM type of the default CPU, e.g. `qemu64-x86_64-cpu`. */
  readonly defaultCpu?: string
  /** Memory of a NUMA node may be given by size (`-numa node,mem=`). */
  readonly numaMemSupported: boolean
  /** Id of the memory backend that replaces the built-in RAM, e.g. `pc.ram`. */
  readonly defaultRamId?: string
  readonly deprecated: boolean
  /** Whether the machine has ACPI; undefined where QEMU (before 8.0) does not say. */
  readonly acpi?: boolean
}

/** One CPU model as `query-cpu-definitions` lists it. */
export interface QemuCpuModel {
  readonly name: string
  /** QOM type, e.g. `Haswell-x86_64-cpu`. */
  readonly typename?: string
  /** Whether this host can run it; `unknown` where QEMU does not say. */
  readonly usable: 'yes' | 'no' | 'unknown'
  /** Features the host lacks, in QEMU's spelling. */
  readonly blockers: readonly string[]
  readonly deprecated: boolean
}

/** One property of an expanded CPU model. */
export interface QemuCpuProperty {
  readonly value: boolean | number | bigint | string
  /** Set on boolean properties that are on, when the probe asked for migratable and other features separately. */
  readonly migratable?: boolean
}

/** Expansion of the CPU model `host` (KVM) or `max` (TCG). */
export interface QemuHostCpu {
  /** Static model the properties are relative to, in practice `base`. */
  readonly model: string
  /** Migratable features were probed apart from the others. */
  readonly migratability: boolean
  /** In the order of the document. */
  readonly properties: ReadonlyMap<string, QemuCpuProperty>
}

/** What differs by accelerator. */
export interface AcceleratorCapabilities {
  readonly hostCpu?: QemuHostCpu
  readonly cpus: readonly QemuCpuModel[]
  readonly machines: readonly QemuMachine[]
}

/** AMD SEV as `query-sev-capabilities` reports it. */
export interface SevCapabilities {
  readonly cbitpos: number
  readonly reducedPhysBits: number
  /** Platform Diffie-Hellman key, base64. */
  readonly pdh: string
  /** Certificate chain, base64. */
  readonly certChain: string
  /** Id of the first CPU, base64; absent where QEMU (before 7.1) does not say. */
  readonly cpu0Id?: string
}

/** Intel SGX as `query-sgx-capabilities` reports it; sizes in KiB. */
export interface SgxCapabilities {
  readonly flc: boolean
  readonly sgx1: boolean
  readonly sgx2: boolean
  readonly sectionSize: bigint
  readonly sections: readonly { readonly node: number; readonly size: bigint }[]
}

/** What the cache compares before it believes its entry. Times are in whole seconds since the epoch. */
export interface QemuProbeOrigin {
  readonly qemuCtime: number
  /** Newest change among QEMU's loadable modules. */
  readonly moduleDirMtime?: number
  readonly selfCtime: number
  readonly selfVersion: number
  readonly microcodeVersion: number
  /** Vendor, family, model and stepping of the host CPU. */
  readonly hostCpuSignature?: string
  /** `uname` release and version; a new kernel may bring new features. */
  readonly kernelVersion?: string
  /** Whatever else must not have changed, in one word of ours; libvirt's own documents have none. */
  readonly fingerprint?: string
}

/** The digested capabilities of one emulator. */
export interface QemuCapabilities {
  /** Path of the binary. */
  readonly emulator: string
  readonly arch: string
  /** major × 1 000 000 + minor × 1 000 + micro. */
  readonly version: number
  /** Distribution's version string. */
  readonly package?: string
  /** libvirt's names of the features present, e.g. `virtio-scsi-pci`. */
  readonly flags: ReadonlySet<string>
  /** Undefined when the probe ran without KVM. */
  readonly kvm?: AcceleratorCapabilities
  readonly tcg?: AcceleratorCapabilities
  readonly sev?: SevCapabilities
  readonly sgx?: SgxCapabilities
  /** Names of the Hyper-V enlightenments KVM offers; undefined when it offers none or QEMU cannot tell. */
  readonly hyperv?: readonly string[]
  /** KVM runs nested guests (kvm_intel/kvm_amd `nested`). */
  readonly kvmSupportsNesting?: boolean
  readonly origin: QemuProbeOrigin
}
