// Values of libvirt's public enumerations (facts of its API, libvirt-interface.h). Names without the common prefix.

/** virConnectListAllInterfacesFlags */
export const connectListAllInterfacesFlags = {
  INACTIVE: 1,
  ACTIVE: 2,
} as const

/** virInterfaceXMLFlags */
export const interfaceXMLFlags = {
  XML_INACTIVE: 1,
} as const

/** virInterfaceDefineFlags */
export const interfaceDefineFlags = {
  VALIDATE: 1,
} as const
