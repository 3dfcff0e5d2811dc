import type { CpuSignature } from './CpuDefinition.js'

/** What was found out about a CPU, by CPUID or by asking QEMU, before a model is chosen to describe it. */
export interface CpuTraits {
  /** Features by the map's names. */
  readonly features: ReadonlySet<string>
  /** libvirt's name of the vendor; undefined for one it does not know. */
  readonly vendor?: string
  readonly signature?: CpuSignature
}
