// Values of libvirt's public enumerations (facts of its API, libvirt-domain.h). Names without the common prefix.

/** virDomainState */
export const domainState = {
  NOSTATE: 0,
  RUNNING: 1,
  BLOCKED: 2,
  PAUSED: 3,
  SHUTDOWN: 4,
  SHUTOFF: 5,
  CRASHED: 6,
  PMSUSPENDED: 7,
} as const

/** virDomainNostateReason */
export const domainNostateReason = {
  UNKNOWN: 0,
} as const

/** virDomainRunningReason */
export const domainRunningReason = {
  UNKNOWN: 0,
  BOOTED: 1,
  MIGRATED: 2,
  RESTORED: 3,
  FROM_SNAPSHOT: 4,
  UNPAUSED: 5,
  MIGRATION_CANCELED: 6,
  SAVE_CANCELED: 7,
  WAKEUP: 8,
  CRASHED: 9,
  POSTCOPY: 10,
  POSTCOPY_FAILED: 11,
} as const

/** virDomainBlockedReason */
export const domainBlockedReason = {
  UNKNOWN: 0,
} as const

/** virDomainPausedReason */
export const domainPausedReason = {
  UNKNOWN: 0,
  USER: 1,
  MIGRATION: 2,
  SAVE: 3,
  DUMP: 4,
  IOERROR: 5,
  WATCHDOG: 6,
  FROM_SNAPSHOT: 7,
  SHUTTING_DOWN: 8,
  SNAPSHOT: 9,
  CRASHED: 10,
  STARTING_UP: 11,
  POSTCOPY: 12,
  POSTCOPY_FAILED: 13,
  API_ERROR: 14,
} as const

/** virDomainShutdownReason */
export const domainShutdownReason = {
  UNKNOWN: 0,
  USER: 1,
} as const

/** virDomainShutoffReason */
export const domainShutoffReason = {
  UNKNOWN: 0,
  SHUTDOWN: 1,
  DESTROYED: 2,
  CRASHED: 3,
  MIGRATED: 4,
  SAVED: 5,
  FAILED: 6,
  FROM_SNAPSHOT: 7,
  DAEMON: 8,
} as const

/** virDomainCrashedReason */
export const domainCrashedReason = {
  UNKNOWN: 0,
  PANICKED: 1,
} as const

/** virDomainPMSuspendedReason */
export const domainPMSuspendedReason = {
  UNKNOWN: 0,
} as const

/** virDomainPMSuspendedDiskReason */
export const domainPMSuspendedDiskReason = {
  UNKNOWN: 0,
} as const

/** virDomainControlState */
export const domainControlState = {
  OK: 0,
  JOB: 1,
  OCCUPIED: 2,
  ERROR: 3,
} as const

/** virDomainControlErrorReason */
export const domainControlErrorReason = {
  NONE: 0,
  UNKNOWN: 1,
  MONITOR: 2,
  INTERNAL: 3,
} as const

/** virDomainModificationImpact */
export const domainModificationImpact = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
} as const

/** virDomainCreateFlags */
export const domainCreateFlags = {
  NONE: 0,
  START_PAUSED: 1,
  START_AUTODESTROY: 2,
  START_BYPASS_CACHE: 4,
  START_FORCE_BOOT: 8,
  START_VALIDATE: 16,
  START_RESET_NVRAM: 32,
} as const

/** virDomainMemoryStatTags */
export const domainMemoryStatTags = {
  SWAP_IN: 0,
  SWAP_OUT: 1,
  MAJOR_FAULT: 2,
  MINOR_FAULT: 3,
  UNUSED: 4,
  AVAILABLE: 5,
  ACTUAL_BALLOON: 6,
  RSS: 7,
  USABLE: 8,
  LAST_UPDATE: 9,
  DISK_CACHES: 10,
  HUGETLB_PGALLOC: 11,
  HUGETLB_PGFAIL: 12,
  NR: 13,
} as const

/** virDomainCoreDumpFlags */
export const domainCoreDumpFlags = {
  CRASH: 1,
  LIVE: 2,
  BYPASS_CACHE: 4,
  RESET: 8,
  MEMORY_ONLY: 16,
} as const

/** virDomainCoreDumpFormat */
export const domainCoreDumpFormat = {
  RAW: 0,
  KDUMP_ZLIB: 1,
  KDUMP_LZO: 2,
  KDUMP_SNAPPY: 3,
  WIN_DMP: 4,
} as const

/** virDomainMigrateFlags */
export const domainMigrateFlags = {
  LIVE: 1,
  PEER2PEER: 2,
  TUNNELLED: 4,
  PERSIST_DEST: 8,
  UNDEFINE_SOURCE: 16,
  PAUSED: 32,
  NON_SHARED_DISK: 64,
  NON_SHARED_INC: 128,
  CHANGE_PROTECTION: 256,
  UNSAFE: 512,
  OFFLINE: 1024,
  COMPRESSED: 2048,
  ABORT_ON_ERROR: 4096,
  AUTO_CONVERGE: 8192,
  RDMA_PIN_ALL: 16384,
  POSTCOPY: 32768,
  TLS: 65536,
  PARALLEL: 131072,
  NON_SHARED_SYNCHRONOUS_WRITES: 262144,
  POSTCOPY_RESUME: 524288,
  ZEROCOPY: 1048576,
} as const

/** virDomainMigrateMaxSpeedFlags */
export const domainMigrateMaxSpeedFlags = {
  POSTCOPY: 1,
} as const

/** virConnectGetDomainCapabilitiesFlags */
export const connectGetDomainCapabilitiesFlags = {
  DISABLE_DEPRECATED_FEATURES: 1,
} as const

/** virDomainShutdownFlagValues */
export const domainShutdownFlagValues = {
  DEFAULT: 0,
  ACPI_POWER_BTN: 1,
  GUEST_AGENT: 2,
  INITCTL: 4,
  SIGNAL: 8,
  PARAVIRT: 16,
} as const

/** virDomainRebootFlagValues */
export const domainRebootFlagValues = {
  DEFAULT: 0,
  ACPI_POWER_BTN: 1,
  GUEST_AGENT: 2,
  INITCTL: 4,
  SIGNAL: 8,
  PARAVIRT: 16,
} as const

/** virDomainDestroyFlagsValues */
export const domainDestroyFlagsValues = {
  DEFAULT: 0,
  GRACEFUL: 1,
  REMOVE_LOGS: 2,
} as const

/** virDomainSaveRestoreFlags */
export const domainSaveRestoreFlags = {
  BYPASS_CACHE: 1,
  RUNNING: 2,
  PAUSED: 4,
  RESET_NVRAM: 8,
} as const

/** virDomainMemoryModFlags */
export const domainMemoryModFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  MAXIMUM: 4,
} as const

/** virDomainNumatuneMemMode */
export const domainNumatuneMemMode = {
  STRICT: 0,
  PREFERRED: 1,
  INTERLEAVE: 2,
  RESTRICTIVE: 3,
} as const

/** virDomainGetHostnameFlags */
export const domainGetHostnameFlags = {
  LEASE: 1,
  AGENT: 2,
} as const

/** virDomainMetadataType */
export const domainMetadataType = {
  DESCRIPTION: 0,
  TITLE: 1,
  ELEMENT: 2,
} as const

/** virDomainXMLFlags */
export const domainXMLFlags = {
  SECURE: 1,
  INACTIVE: 2,
  UPDATE_CPU: 4,
  MIGRATABLE: 8,
} as const

/** virDomainSaveImageXMLFlags */
export const domainSaveImageXMLFlags = {
  XML_SECURE: 1,
} as const

/** virDomainBlockResizeFlags */
export const domainBlockResizeFlags = {
  BYTES: 1,
  CAPACITY: 2,
} as const

/** virDomainMemoryFlags */
export const domainMemoryFlags = {
  VIRTUAL: 1,
  PHYSICAL: 2,
} as const

/** virDomainDefineFlags */
export const domainDefineFlags = {
  VALIDATE: 1,
} as const

/** virDomainUndefineFlagsValues */
export const domainUndefineFlagsValues = {
  MANAGED_SAVE: 1,
  SNAPSHOTS_METADATA: 2,
  NVRAM: 4,
  KEEP_NVRAM: 8,
  CHECKPOINTS_METADATA: 16,
  TPM: 32,
  KEEP_TPM: 64,
} as const

/** virConnectListAllDomainsFlags */
export const connectListAllDomainsFlags = {
  ACTIVE: 1,
  INACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  RUNNING: 16,
  PAUSED: 32,
  SHUTOFF: 64,
  OTHER: 128,
  MANAGEDSAVE: 256,
  NO_MANAGEDSAVE: 512,
  AUTOSTART: 1024,
  NO_AUTOSTART: 2048,
  HAS_SNAPSHOT: 4096,
  NO_SNAPSHOT: 8192,
  HAS_CHECKPOINT: 16384,
  NO_CHECKPOINT: 32768,
} as const

/** virVcpuState */
export const vcpuState = {
  OFFLINE: 0,
  RUNNING: 1,
  BLOCKED: 2,
} as const

/** virVcpuHostCpuState */
export const vcpuHostCpuState = {
  OFFLINE: -1,
  UNAVAILABLE: -2,
} as const

/** virDomainVcpuFlags */
export const domainVcpuFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  MAXIMUM: 4,
  GUEST: 8,
  HOTPLUGGABLE: 16,
} as const

/** virDomainDeviceModifyFlags */
export const domainDeviceModifyFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  FORCE: 4,
} as const

/** virDomainStatsTypes */
export const domainStatsTypes = {
  STATE: 1,
  CPU_TOTAL: 2,
  BALLOON: 4,
  VCPU: 8,
  INTERFACE: 16,
  BLOCK: 32,
  PERF: 64,
  IOTHREAD: 128,
  MEMORY: 256,
  DIRTYRATE: 512,
  VM: 1024,
} as const

/** virConnectGetAllDomainStatsFlags */
export const connectGetAllDomainStatsFlags = {
  ACTIVE: 1,
  INACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  RUNNING: 16,
  PAUSED: 32,
  SHUTOFF: 64,
  OTHER: 128,
  NOWAIT: 536870912,
  BACKING: 1073741824,
  ENFORCE_STATS: 2147483648,
} as const

/** virDomainBlockJobType */
export const domainBlockJobType = {
  UNKNOWN: 0,
  PULL: 1,
  COPY: 2,
  COMMIT: 3,
  ACTIVE_COMMIT: 4,
  BACKUP: 5,
} as const

/** virDomainBlockJobAbortFlags */
export const domainBlockJobAbortFlags = {
  ASYNC: 1,
  PIVOT: 2,
} as const

/** virDomainBlockJobInfoFlags */
export const domainBlockJobInfoFlags = {
  BANDWIDTH_BYTES: 1,
} as const

/** virDomainBlockJobSetSpeedFlags */
export const domainBlockJobSetSpeedFlags = {
  BANDWIDTH_BYTES: 1,
} as const

/** virDomainBlockPullFlags */
export const domainBlockPullFlags = {
  BANDWIDTH_BYTES: 64,
} as const

/** virDomainBlockRebaseFlags */
export const domainBlockRebaseFlags = {
  SHALLOW: 1,
  REUSE_EXT: 2,
  COPY_RAW: 4,
  COPY: 8,
  RELATIVE: 16,
  COPY_DEV: 32,
  BANDWIDTH_BYTES: 64,
} as const

/** virDomainBlockCopyFlags */
export const domainBlockCopyFlags = {
  SHALLOW: 1,
  REUSE_EXT: 2,
  TRANSIENT_JOB: 4,
  SYNCHRONOUS_WRITES: 8,
} as const

/** virDomainBlockCommitFlags */
export const domainBlockCommitFlags = {
  SHALLOW: 1,
  DELETE: 2,
  ACTIVE: 4,
  RELATIVE: 8,
  BANDWIDTH_BYTES: 16,
} as const

/** virDomainDiskErrorCode */
export const domainDiskErrorCode = {
  NONE: 0,
  UNSPEC: 1,
  NO_SPACE: 2,
} as const

/** virKeycodeSet */
export const keycodeSet = {
  LINUX: 0,
  XT: 1,
  ATSET1: 2,
  ATSET2: 3,
  ATSET3: 4,
  OSX: 5,
  XT_KBD: 6,
  USB: 7,
  WIN32: 8,
  QNUM: 9,
} as const

/** virDomainProcessSignal */
export const domainProcessSignal = {
  NOP: 0,
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  POLL: 29,
  PWR: 30,
  SYS: 31,
  RT0: 32,
  RT1: 33,
  RT2: 34,
  RT3: 35,
  RT4: 36,
  RT5: 37,
  RT6: 38,
  RT7: 39,
  RT8: 40,
  RT9: 41,
  RT10: 42,
  RT11: 43,
  RT12: 44,
  RT13: 45,
  RT14: 46,
  RT15: 47,
  RT16: 48,
  RT17: 49,
  RT18: 50,
  RT19: 51,
  RT20: 52,
  RT21: 53,
  RT22: 54,
  RT23: 55,
  RT24: 56,
  RT25: 57,
  RT26: 58,
  RT27: 59,
  RT28: 60,
  RT29: 61,
  RT30: 62,
  RT31: 63,
  RT32: 64,
} as const

/** virDomainEventType */
export const domainEventType = {
  DEFINED: 0,
  UNDEFINED: 1,
  STARTED: 2,
  SUSPENDED: 3,
  RESUMED: 4,
  STOPPED: 5,
  SHUTDOWN: 6,
  PMSUSPENDED: 7,
  CRASHED: 8,
} as const

/** virDomainEventDefinedDetailType */
export const domainEventDefinedDetailType = {
  ADDED: 0,
  UPDATED: 1,
  RENAMED: 2,
  FROM_SNAPSHOT: 3,
} as const

/** virDomainEventUndefinedDetailType */
export const domainEventUndefinedDetailType = {
  REMOVED: 0,
  RENAMED: 1,
} as const

/** virDomainEventStartedDetailType */
export const domainEventStartedDetailType = {
  BOOTED: 0,
  MIGRATED: 1,
  RESTORED: 2,
  FROM_SNAPSHOT: 3,
  WAKEUP: 4,
} as const

/** virDomainEventSuspendedDetailType */
export const domainEventSuspendedDetailType = {
  PAUSED: 0,
  MIGRATED: 1,
  IOERROR: 2,
  WATCHDOG: 3,
  RESTORED: 4,
  FROM_SNAPSHOT: 5,
  API_ERROR: 6,
  POSTCOPY: 7,
  POSTCOPY_FAILED: 8,
} as const

/** virDomainEventResumedDetailType */
export const domainEventResumedDetailType = {
  UNPAUSED: 0,
  MIGRATED: 1,
  FROM_SNAPSHOT: 2,
  POSTCOPY: 3,
  POSTCOPY_FAILED: 4,
} as const

/** virDomainEventStoppedDetailType */
export const domainEventStoppedDetailType = {
  SHUTDOWN: 0,
  DESTROYED: 1,
  CRASHED: 2,
  MIGRATED: 3,
  SAVED: 4,
  FAILED: 5,
  FROM_SNAPSHOT: 6,
} as const

/** virDomainEventShutdownDetailType */
export const domainEventShutdownDetailType = {
  FINISHED: 0,
  GUEST: 1,
  HOST: 2,
} as const

/** virDomainEventPMSuspendedDetailType */
export const domainEventPMSuspendedDetailType = {
  MEMORY: 0,
  DISK: 1,
} as const

/** virDomainEventCrashedDetailType */
export const domainEventCrashedDetailType = {
  PANICKED: 0,
  CRASHLOADED: 1,
} as const

/** virDomainMemoryFailureRecipientType */
export const domainMemoryFailureRecipientType = {
  HYPERVISOR: 0,
  GUEST: 1,
} as const

/** virDomainMemoryFailureActionType */
export const domainMemoryFailureActionType = {
  IGNORE: 0,
  INJECT: 1,
  FATAL: 2,
  RESET: 3,
} as const

/** virDomainMemoryFailureFlags */
export const domainMemoryFailureFlags = {
  ACTION_REQUIRED: 1,
  RECURSIVE: 2,
} as const

/** virDomainJobType */
export const domainJobType = {
  NONE: 0,
  BOUNDED: 1,
  UNBOUNDED: 2,
  COMPLETED: 3,
  FAILED: 4,
  CANCELLED: 5,
} as const

/** virDomainGetJobStatsFlags */
export const domainGetJobStatsFlags = {
  COMPLETED: 1,
  KEEP_COMPLETED: 2,
} as const

/** virDomainAbortJobFlagsValues */
export const domainAbortJobFlagsValues = {
  POSTCOPY: 1,
} as const

/** virDomainJobOperation */
export const domainJobOperation = {
  UNKNOWN: 0,
  START: 1,
  SAVE: 2,
  RESTORE: 3,
  MIGRATION_IN: 4,
  MIGRATION_OUT: 5,
  SNAPSHOT: 6,
  SNAPSHOT_REVERT: 7,
  DUMP: 8,
  BACKUP: 9,
  SNAPSHOT_DELETE: 10,
} as const

/** virDomainEventWatchdogAction */
export const domainEventWatchdogAction = {
  NONE: 0,
  PAUSE: 1,
  RESET: 2,
  POWEROFF: 3,
  SHUTDOWN: 4,
  DEBUG: 5,
  INJECTNMI: 6,
} as const

/** virDomainEventIOErrorAction */
export const domainEventIOErrorAction = {
  NONE: 0,
  PAUSE: 1,
  REPORT: 2,
} as const

/** virDomainEventGraphicsPhase */
export const domainEventGraphicsPhase = {
  CONNECT: 0,
  INITIALIZE: 1,
  DISCONNECT: 2,
} as const

/** virDomainEventGraphicsAddressType */
export const domainEventGraphicsAddressType = {
  IPV4: 0,
  IPV6: 1,
  UNIX: 2,
} as const

/** virConnectDomainEventBlockJobStatus */
export const connectDomainEventBlockJobStatus = {
  COMPLETED: 0,
  FAILED: 1,
  CANCELED: 2,
  READY: 3,
} as const

/** virConnectDomainEventDiskChangeReason */
export const connectDomainEventDiskChangeReason = {
  CHANGE_MISSING_ON_START: 0,
  DROP_MISSING_ON_START: 1,
} as const

/** virDomainEventTrayChangeReason */
export const domainEventTrayChangeReason = {
  OPEN: 0,
  CLOSE: 1,
} as const

/** virConnectDomainEventAgentLifecycleState */
export const connectDomainEventAgentLifecycleState = {
  CONNECTED: 1,
  DISCONNECTED: 2,
} as const

/** virConnectDomainEventAgentLifecycleReason */
export const connectDomainEventAgentLifecycleReason = {
  UNKNOWN: 0,
  DOMAIN_STARTED: 1,
  CHANNEL: 2,
} as const

/** virDomainEventID */
export const domainEventID = {
  LIFECYCLE: 0,
  REBOOT: 1,
  RTC_CHANGE: 2,
  WATCHDOG: 3,
  IO_ERROR: 4,
  GRAPHICS: 5,
  IO_ERROR_REASON: 6,
  CONTROL_ERROR: 7,
  BLOCK_JOB: 8,
  DISK_CHANGE: 9,
  TRAY_CHANGE: 10,
  PMWAKEUP: 11,
  PMSUSPEND: 12,
  BALLOON_CHANGE: 13,
  PMSUSPEND_DISK: 14,
  DEVICE_REMOVED: 15,
  BLOCK_JOB_2: 16,
  TUNABLE: 17,
  AGENT_LIFECYCLE: 18,
  DEVICE_ADDED: 19,
  MIGRATION_ITERATION: 20,
  JOB_COMPLETED: 21,
  DEVICE_REMOVAL_FAILED: 22,
  METADATA_CHANGE: 23,
  BLOCK_THRESHOLD: 24,
  MEMORY_FAILURE: 25,
  MEMORY_DEVICE_SIZE_CHANGE: 26,
  NIC_MAC_CHANGE: 27,
} as const

/** virDomainConsoleFlags */
export const domainConsoleFlags = {
  FORCE: 1,
  SAFE: 2,
} as const

/** virDomainChannelFlags */
export const domainChannelFlags = {
  FORCE: 1,
} as const

/** virDomainOpenGraphicsFlags */
export const domainOpenGraphicsFlags = {
  SKIPAUTH: 1,
} as const

/** virDomainSetTimeFlags */
export const domainSetTimeFlags = {
  SYNC: 1,
} as const

/** virSchedParameterType */
export const schedParameterType = {
  INT: 1,
  UINT: 2,
  LLONG: 3,
  ULLONG: 4,
  DOUBLE: 5,
  BOOLEAN: 6,
} as const

/** virBlkioParameterType */
export const blkioParameterType = {
  INT: 1,
  UINT: 2,
  LLONG: 3,
  ULLONG: 4,
  DOUBLE: 5,
  BOOLEAN: 6,
} as const

/** virMemoryParameterType */
export const memoryParameterType = {
  INT: 1,
  UINT: 2,
  LLONG: 3,
  ULLONG: 4,
  DOUBLE: 5,
  BOOLEAN: 6,
} as const

/** virDomainInterfaceAddressesSource */
export const domainInterfaceAddressesSource = {
  LEASE: 0,
  AGENT: 1,
  ARP: 2,
} as const

/** virDomainSetUserPasswordFlags */
export const domainSetUserPasswordFlags = {
  ENCRYPTED: 1,
} as const

/** virDomainLifecycle */
export const domainLifecycle = {
  POWEROFF: 0,
  REBOOT: 1,
  CRASH: 2,
} as const

/** virDomainLifecycleAction */
export const domainLifecycleAction = {
  DESTROY: 0,
  RESTART: 1,
  RESTART_RENAME: 2,
  PRESERVE: 3,
  COREDUMP_DESTROY: 4,
  COREDUMP_RESTART: 5,
} as const

/** virDomainGuestInfoTypes */
export const domainGuestInfoTypes = {
  USERS: 1,
  OS: 2,
  TIMEZONE: 4,
  HOSTNAME: 8,
  FILESYSTEM: 16,
  DISKS: 32,
  INTERFACES: 64,
  LOAD: 128,
} as const

/** virDomainAgentResponseTimeoutValues */
export const domainAgentResponseTimeoutValues = {
  BLOCK: -2,
  DEFAULT: -1,
  NOWAIT: 0,
} as const

/** virDomainBackupBeginFlags */
export const domainBackupBeginFlags = {
  REUSE_EXTERNAL: 1,
} as const

/** virDomainAuthorizedSSHKeysSetFlags */
export const domainAuthorizedSSHKeysSetFlags = {
  APPEND: 1,
  REMOVE: 2,
} as const

/** virDomainMessageType */
export const domainMessageType = {
  DEPRECATION: 1,
  TAINTING: 2,
  IOERRORS: 4,
} as const

/** virDomainDirtyRateStatus */
export const domainDirtyRateStatus = {
  UNSTARTED: 0,
  MEASURING: 1,
  MEASURED: 2,
} as const

/** virDomainDirtyRateCalcFlags */
export const domainDirtyRateCalcFlags = {
  PAGE_SAMPLING: 0,
  DIRTY_BITMAP: 1,
  DIRTY_RING: 2,
} as const

/** virDomainFDAssociateFlags */
export const domainFDAssociateFlags = {
  RESTORE: 1,
  WRITABLE: 2,
} as const

/** virDomainGraphicsReloadType */
export const domainGraphicsReloadType = {
  ANY: 0,
  VNC: 1,
} as const
