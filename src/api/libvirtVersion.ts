/** The libvirt whose API, protocol, files and texts we follow. */
export const libvirtVersion = {
  text: '11.3.0',
  /** major * 1,000,000 + minor * 1,000 + release, as CONNECT_GET_LIB_VERSION answers. */
  number: 11_003_000n,
} as const
