// Values of libvirt's public enumerations (facts of its API, libvirt-qemu.h). Names without the common prefix.

/** virDomainQemuMonitorCommandFlags */
export const domainQemuMonitorCommandFlags = {
  DEFAULT: 0,
  HMP: 1,
} as const

/** virDomainQemuAgentCommandTimeoutValues */
export const domainQemuAgentCommandTimeoutValues = {
  MIN: -2,
  BLOCK: -2,
  DEFAULT: -1,
  NOWAIT: 0,
  SHUTDOWN: 60,
} as const

/** virConnectDomainQemuMonitorEventRegisterFlags */
export const connectDomainQemuMonitorEventRegisterFlags = {
  REGEX: 1,
  NOCASE: 2,
} as const
