// Values of libvirt's public enumerations (facts of its API, libvirt-secret.h). Names without the common prefix.

/** virSecretUsageType */
export const secretUsageType = {
  NONE: 0,
  VOLUME: 1,
  CEPH: 2,
  ISCSI: 3,
  TLS: 4,
  VTPM: 5,
} as const

/** virConnectListAllSecretsFlags */
export const connectListAllSecretsFlags = {
  EPHEMERAL: 1,
  NO_EPHEMERAL: 2,
  PRIVATE: 4,
  NO_PRIVATE: 8,
} as const

/** virSecretDefineFlags */
export const secretDefineFlags = {
  VALIDATE: 1,
} as const

/** virSecretEventID */
export const secretEventID = {
  LIFECYCLE: 0,
  VALUE_CHANGED: 1,
} as const

/** virSecretEventLifecycleType */
export const secretEventLifecycleType = {
  DEFINED: 0,
  UNDEFINED: 1,
} as const
