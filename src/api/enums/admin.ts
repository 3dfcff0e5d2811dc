// Values of libvirt's public enumerations (facts of its API, libvirt-admin.h). Names without the common prefix.

/** virClientTransport */
export const clientTransport = {
  UNIX: 0,
  TCP: 1,
  TLS: 2,
} as const

/** virAdmConnectDaemonShutdownFlags */
export const admConnectDaemonShutdownFlags = {
  PRESERVE: 1,
} as const
