// Values of libvirt's public enumerations (facts of its API, libvirt-domain-checkpoint.h). Names without the common prefix.

/** virDomainCheckpointCreateFlags */
export const domainCheckpointCreateFlags = {
  REDEFINE: 1,
  QUIESCE: 2,
  REDEFINE_VALIDATE: 4,
} as const

/** virDomainCheckpointXMLFlags */
export const domainCheckpointXMLFlags = {
  SECURE: 1,
  NO_DOMAIN: 2,
  SIZE: 4,
} as const

/** virDomainCheckpointListFlags */
export const domainCheckpointListFlags = {
  ROOTS: 1,
  DESCENDANTS: 1,
  TOPOLOGICAL: 2,
  LEAVES: 4,
  NO_LEAVES: 8,
} as const

/** virDomainCheckpointDeleteFlags */
export const domainCheckpointDeleteFlags = {
  CHILDREN: 1,
  METADATA_ONLY: 2,
  CHILDREN_ONLY: 4,
} as const
