// Values of libvirt's public enumerations (facts of its API, libvirt-nodedev.h). Names without the common prefix.

/** virConnectListAllNodeDeviceFlags */
export const connectListAllNodeDeviceFlags = {
  CAP_SYSTEM: 1,
  CAP_PCI_DEV: 2,
  CAP_USB_DEV: 4,
  CAP_USB_INTERFACE: 8,
  CAP_NET: 16,
  CAP_SCSI_HOST: 32,
  CAP_SCSI_TARGET: 64,
  CAP_SCSI: 128,
  CAP_STORAGE: 256,
  CAP_FC_HOST: 512,
  CAP_VPORTS: 1024,
  CAP_SCSI_GENERIC: 2048,
  CAP_DRM: 4096,
  CAP_MDEV_TYPES: 8192,
  CAP_MDEV: 16384,
  CAP_CCW_DEV: 32768,
  CAP_CSS_DEV: 65536,
  CAP_VDPA: 131072,
  CAP_AP_CARD: 262144,
  CAP_AP_QUEUE: 524288,
  CAP_AP_MATRIX: 1048576,
  CAP_VPD: 2097152,
  CAP_CCWGROUP_DEV: 4194304,
  CAP_CCWGROUP_MEMBER: 8388608,
  PERSISTENT: 268435456,
  TRANSIENT: 536870912,
  INACTIVE: 1073741824,
  ACTIVE: 2147483648,
} as const

/** virNodeDeviceXMLFlags */
export const nodeDeviceXMLFlags = {
  XML_INACTIVE: 1,
} as const

/** virNodeDeviceCreateXMLFlags */
export const nodeDeviceCreateXMLFlags = {
  XML_VALIDATE: 1,
} as const

/** virNodeDeviceDefineXMLFlags */
export const nodeDeviceDefineXMLFlags = {
  XML_VALIDATE: 1,
} as const

/** virNodeDeviceUpdateFlags */
export const nodeDeviceUpdateFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
} as const

/** virNodeDeviceEventID */
export const nodeDeviceEventID = {
  LIFECYCLE: 0,
  UPDATE: 1,
} as const

/** virNodeDeviceEventLifecycleType */
export const nodeDeviceEventLifecycleType = {
  CREATED: 0,
  DELETED: 1,
  DEFINED: 2,
  UNDEFINED: 3,
} as const
