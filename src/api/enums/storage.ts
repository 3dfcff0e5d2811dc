// Values of libvirt's public enumerations (facts of its API, libvirt-storage.h). Names without the common prefix.

/** virStoragePoolState */
export const storagePoolState = {
  INACTIVE: 0,
  BUILDING: 1,
  RUNNING: 2,
  DEGRADED: 3,
  INACCESSIBLE: 4,
} as const

/** virStoragePoolBuildFlags */
export const storagePoolBuildFlags = {
  NEW: 0,
  REPAIR: 1,
  RESIZE: 2,
  NO_OVERWRITE: 4,
  OVERWRITE: 8,
} as const

/** virStoragePoolDeleteFlags */
export const storagePoolDeleteFlags = {
  NORMAL: 0,
  ZEROED: 1,
} as const

/** virStoragePoolCreateFlags */
export const storagePoolCreateFlags = {
  NORMAL: 0,
  WITH_BUILD: 1,
  WITH_BUILD_OVERWRITE: 2,
  WITH_BUILD_NO_OVERWRITE: 4,
} as const

/** virStorageVolType */
export const storageVolType = {
  FILE: 0,
  BLOCK: 1,
  DIR: 2,
  NETWORK: 3,
  NETDIR: 4,
  PLOOP: 5,
} as const

/** virStorageVolDeleteFlags */
export const storageVolDeleteFlags = {
  NORMAL: 0,
  ZEROED: 1,
  WITH_SNAPSHOTS: 2,
} as const

/** virStorageVolWipeAlgorithm */
export const storageVolWipeAlgorithm = {
  ZERO: 0,
  NNSA: 1,
  DOD: 2,
  BSI: 3,
  GUTMANN: 4,
  SCHNEIER: 5,
  PFITZNER7: 6,
  PFITZNER33: 7,
  RANDOM: 8,
  TRIM: 9,
} as const

/** virStorageVolInfoFlags */
export const storageVolInfoFlags = {
  USE_ALLOCATION: 0,
  GET_PHYSICAL: 1,
} as const

/** virStorageXMLFlags */
export const storageXMLFlags = {
  XML_INACTIVE: 1,
} as const

/** virConnectListAllStoragePoolsFlags */
export const connectListAllStoragePoolsFlags = {
  INACTIVE: 1,
  ACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  AUTOSTART: 16,
  NO_AUTOSTART: 32,
  DIR: 64,
  FS: 128,
  NETFS: 256,
  LOGICAL: 512,
  DISK: 1024,
  ISCSI: 2048,
  SCSI: 4096,
  MPATH: 8192,
  RBD: 16384,
  SHEEPDOG: 32768,
  GLUSTER: 65536,
  ZFS: 131072,
  VSTORAGE: 262144,
  ISCSI_DIRECT: 524288,
} as const

/** virStoragePoolDefineFlags */
export const storagePoolDefineFlags = {
  VALIDATE: 1,
} as const

/** virStorageVolCreateFlags */
export const storageVolCreateFlags = {
  PREALLOC_METADATA: 1,
  REFLINK: 2,
  VALIDATE: 4,
} as const

/** virStorageVolDownloadFlags */
export const storageVolDownloadFlags = {
  SPARSE_STREAM: 1,
} as const

/** virStorageVolUploadFlags */
export const storageVolUploadFlags = {
  SPARSE_STREAM: 1,
} as const

/** virStorageVolResizeFlags */
export const storageVolResizeFlags = {
  ALLOCATE: 1,
  DELTA: 2,
  SHRINK: 4,
} as const

/** virStoragePoolEventID */
export const storagePoolEventID = {
  LIFECYCLE: 0,
  REFRESH: 1,
} as const

/** virStoragePoolEventLifecycleType */
export const storagePoolEventLifecycleType = {
  DEFINED: 0,
  UNDEFINED: 1,
  STARTED: 2,
  STOPPED: 3,
  CREATED: 4,
  DELETED: 5,
} as const
