// Values of libvirt's public enumerations (facts of its API, libvirt-domain-snapshot.h). Names without the common prefix.

/** virDomainSnapshotCreateFlags */
export const domainSnapshotCreateFlags = {
  REDEFINE: 1,
  CURRENT: 2,
  NO_METADATA: 4,
  HALT: 8,
  DISK_ONLY: 16,
  REUSE_EXT: 32,
  QUIESCE: 64,
  ATOMIC: 128,
  LIVE: 256,
  VALIDATE: 512,
} as const

/** virDomainSnapshotXMLFlags */
export const domainSnapshotXMLFlags = {
  XML_SECURE: 1,
} as const

/** virDomainSnapshotListFlags */
export const domainSnapshotListFlags = {
  ROOTS: 1,
  DESCENDANTS: 1,
  LEAVES: 4,
  NO_LEAVES: 8,
  METADATA: 2,
  NO_METADATA: 16,
  INACTIVE: 32,
  ACTIVE: 64,
  DISK_ONLY: 128,
  INTERNAL: 256,
  EXTERNAL: 512,
  TOPOLOGICAL: 1024,
} as const

/** virDomainSnapshotRevertFlags */
export const domainSnapshotRevertFlags = {
  RUNNING: 1,
  PAUSED: 2,
  FORCE: 4,
  RESET_NVRAM: 8,
} as const

/** virDomainSnapshotDeleteFlags */
export const domainSnapshotDeleteFlags = {
  CHILDREN: 1,
  METADATA_ONLY: 2,
  CHILDREN_ONLY: 4,
} as const
