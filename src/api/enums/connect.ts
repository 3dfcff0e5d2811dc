/** virConnectCloseReason (libvirt-common.h), without the common prefix. */
export const connectCloseReason = {
  ERROR: 0,
  EOF: 1,
  KEEPALIVE: 2,
  CLIENT: 3,
} as const
