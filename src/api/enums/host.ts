// Values of libvirt's public enumerations (facts of its API, libvirt-host.h). Names without the common prefix.

/** virNodeSuspendTarget */
export const nodeSuspendTarget = {
  MEM: 0,
  DISK: 1,
  HYBRID: 2,
} as const

/** virNodeGetCPUStatsAllCPUs */
export const nodeGetCPUStatsAllCPUs = {
  CPU_STATS_ALL_CPUS: -1,
} as const

/** virNodeGetMemoryStatsAllCells */
export const nodeGetMemoryStatsAllCells = {
  CELLS: -1,
} as const

/** virConnectFlags */
export const connectFlags = {
  RO: 1,
  NO_ALIASES: 2,
} as const

/** virConnectCredentialType */
export const connectCredentialType = {
  USERNAME: 1,
  AUTHNAME: 2,
  LANGUAGE: 3,
  CNONCE: 4,
  PASSPHRASE: 5,
  ECHOPROMPT: 6,
  NOECHOPROMPT: 7,
  REALM: 8,
  EXTERNAL: 9,
} as const

/** virCPUCompareResult */
export const cPUCompareResult = {
  ERROR: -1,
  INCOMPATIBLE: 0,
  IDENTICAL: 1,
  SUPERSET: 2,
} as const

/** virConnectCompareCPUFlags */
export const connectCompareCPUFlags = {
  FAIL_INCOMPATIBLE: 1,
  VALIDATE_XML: 2,
} as const

/** virConnectBaselineCPUFlags */
export const connectBaselineCPUFlags = {
  EXPAND_FEATURES: 1,
  MIGRATABLE: 2,
} as const

/** virNodeAllocPagesFlags */
export const nodeAllocPagesFlags = {
  ADD: 0,
  SET: 1,
} as const
