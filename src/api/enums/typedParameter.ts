// Values of libvirt's public enumerations (facts of its API, libvirt-common.h). Names without the common prefix.

/** virTypedParameterType */
export const typedParameterType = {
  INT: 1,
  UINT: 2,
  LLONG: 3,
  ULLONG: 4,
  DOUBLE: 5,
  BOOLEAN: 6,
  STRING: 7,
} as const

/** virTypedParameterFlags */
export const typedParameterFlags = {
  PARAM_STRING_OKAY: 4,
} as const
