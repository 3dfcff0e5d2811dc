// Values of libvirt's public enumerations (facts of its API, libvirt-event.h). Names without the common prefix.

/** virEventHandleType */
export const eventHandleType = {
  READABLE: 1,
  WRITABLE: 2,
  ERROR: 4,
  HANGUP: 8,
} as const
