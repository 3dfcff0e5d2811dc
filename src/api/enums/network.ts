// Values of libvirt's public enumerations (facts of its API, libvirt-network.h). Names without the common prefix.

/** virNetworkXMLFlags */
export const networkXMLFlags = {
  XML_INACTIVE: 1,
} as const

/** virConnectListAllNetworksFlags */
export const connectListAllNetworksFlags = {
  INACTIVE: 1,
  ACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  AUTOSTART: 16,
  NO_AUTOSTART: 32,
} as const

/** virNetworkCreateFlags */
export const networkCreateFlags = {
  VALIDATE: 1,
} as const

/** virNetworkDefineFlags */
export const networkDefineFlags = {
  VALIDATE: 1,
} as const

/** virNetworkUpdateCommand */
export const networkUpdateCommand = {
  NONE: 0,
  MODIFY: 1,
  DELETE: 2,
  ADD_LAST: 3,
  ADD_FIRST: 4,
} as const

/** virNetworkUpdateSection */
export const networkUpdateSection = {
  NONE: 0,
  BRIDGE: 1,
  DOMAIN: 2,
  IP: 3,
  IP_DHCP_HOST: 4,
  IP_DHCP_RANGE: 5,
  FORWARD: 6,
  FORWARD_INTERFACE: 7,
  FORWARD_PF: 8,
  PORTGROUP: 9,
  DNS_HOST: 10,
  DNS_TXT: 11,
  DNS_SRV: 12,
} as const

/** virNetworkUpdateFlags */
export const networkUpdateFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
} as const

/** virNetworkEventLifecycleType */
export const networkEventLifecycleType = {
  DEFINED: 0,
  UNDEFINED: 1,
  STARTED: 2,
  STOPPED: 3,
} as const

/** virNetworkEventID */
export const networkEventID = {
  LIFECYCLE: 0,
  METADATA_CHANGE: 1,
} as const

/** virIPAddrType */
export const iPAddrType = {
  IPV4: 0,
  IPV6: 1,
} as const

/** virNetworkPortCreateFlags */
export const networkPortCreateFlags = {
  RECLAIM: 1,
  VALIDATE: 2,
} as const

/** virNetworkMetadataType */
export const networkMetadataType = {
  DESCRIPTION: 0,
  TITLE: 1,
  ELEMENT: 2,
} as const
