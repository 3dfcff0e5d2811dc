// Layout of the rows in generated/cpuMap.ts; lists are separated by blanks.

export interface CpuFeatureRow {
  readonly name: string
  /** `leaf.subleaf.register.bit` in CPUID or `index.register.bit` in an MSR; leaf, subleaf and index in hexadecimal. */
  readonly at: string
  /** Other spellings, of QEMU or Linux. */
  readonly aliases?: string
  /** A guest with this feature cannot be migrated. */
  readonly migratable?: false
}

export interface CpuModelRow {
  readonly name: string
  /** Model this one is the same as, apart from what the row says. */
  readonly base?: string
  /** libvirt's name of the vendor. */
  readonly vendor?: string
  /** `family/model` or `family/model/steppings`, where steppings is a number or a range. */
  readonly signatures?: string
  /** May be chosen to describe a host. */
  readonly decodeHost: boolean
  /** May be chosen to describe a guest. */
  readonly decodeGuest: boolean
  /** `compat`: before a guest with check='partial' starts, its CPU is compared with the host's; else QEMU alone is asked. */
  readonly check?: string
  /** Features on top of the base. */
  readonly adds?: string
  /** Features QEMU gives the model, but libvirt's definition of it, once published, could not gain any more. */
  readonly added?: string
  /** Features that once were in the model. */
  readonly removed?: string
}
