// Values of libvirt's public enumerations (facts of its API, libvirt-stream.h). Names without the common prefix.

/** virStreamFlags */
export const streamFlags = {
  NONBLOCK: 1,
} as const

/** virStreamRecvFlagsValues */
export const streamRecvFlagsValues = {
  STOP_AT_HOLE: 1,
} as const

/** virStreamEventType */
export const streamEventType = {
  READABLE: 1,
  WRITABLE: 2,
  ERROR: 4,
  HANGUP: 8,
} as const
