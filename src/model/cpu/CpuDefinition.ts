// The `<cpu>` element: of a host (what a machine has) or of a guest (what it asks for). Reading is in parseCpuDefinition.ts,
// writing in formatCpuDefinition.ts. The `<numa>` child belongs to the domain and is passed through as a callback.

export const cpuModes = ['custom', 'host-model', 'host-passthrough', 'maximum'] as const
export const cpuMatches = ['minimum', 'exact', 'strict'] as const
export const cpuChecks = ['none', 'partial', 'full'] as const
export const cpuFeaturePolicies = ['force', 'require', 'optional', 'disable', 'forbid'] as const
export const cpuCacheModes = ['emulate', 'passthrough', 'disable'] as const
export const maxPhysAddrModes = ['emulate', 'passthrough'] as const

export type CpuMode = (typeof cpuModes)[number]
export type CpuMatch = (typeof cpuMatches)[number]
export type CpuCheck = (typeof cpuChecks)[number]
export type CpuFeaturePolicy = (typeof cpuFeaturePolicies)[number]

/** A named feature. The policy is a guest's; a host has its features without one. */
export interface CpuFeature {
  readonly name: string
  readonly policy?: CpuFeaturePolicy
}

/** All counts are at least 1. */
export interface CpuTopology {
  readonly sockets: number
  readonly dies: number
  readonly clusters: number
  readonly cores: number
  readonly threads: number
}

export interface CpuCache {
  /** 1 to 3; undefined means all levels. */
  readonly level?: number
  readonly mode: (typeof cpuCacheModes)[number]
}

/** How many physical address bits the guest sees. */
export interface MaxPhysAddr {
  readonly mode: (typeof maxPhysAddrModes)[number]
  readonly bits?: number
  /** Upper limit for passthrough. */
  readonly limit?: number
}

/** Family, model and stepping as CPUID leaf 1 gives them. */
export interface CpuSignature {
  readonly family: number
  readonly model: number
  readonly stepping: number
}

/** Time stamp counter of a host. */
export interface TscCounter {
  /** Hz. */
  readonly frequency: bigint
  /** Whether the guest's frequency can be scaled to another one. */
  readonly scaling?: boolean
}

/** A CPU model with what is added to it or taken from it. */
export interface CpuDefinition {
  readonly type: 'host' | 'guest'
  readonly mode: CpuMode
  /** Guests with a model; how a difference to the host counts. */
  readonly match?: CpuMatch
  /** Guests; how thoroughly the virtual CPU is compared with the request before the guest runs. */
  readonly check?: CpuCheck
  /** Guests; block features that prevent migration (host-passthrough and maximum). */
  readonly migratable?: boolean
  /** Guests; whether deprecated features of the host model are kept on. */
  readonly deprecatedFeatures?: boolean
  /** Hosts. */
  readonly arch?: string
  readonly model?: string
  /** Guests; whether a similar model may stand in for one the emulator does not know. */
  readonly fallback: 'allow' | 'forbid'
  /** Guests; the 12 characters CPUID reports as vendor. */
  readonly vendorId?: string
  /** libvirt's name of the vendor, e.g. `Intel`. */
  readonly vendor?: string
  /** Hosts. */
  readonly microcodeVersion?: number
  /** Hosts. */
  readonly signature?: CpuSignature
  /** Hosts. */
  readonly tsc?: TscCounter
  readonly topology?: CpuTopology
  readonly cache?: CpuCache
  readonly maxPhysAddr?: MaxPhysAddr
  readonly features: readonly CpuFeature[]
}
