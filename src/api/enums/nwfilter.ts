// Values of libvirt's public enumerations (facts of its API, libvirt-nwfilter.h). Names without the common prefix.

/** virNWFilterDefineFlags */
export const nWFilterDefineFlags = {
  VALIDATE: 1,
} as const

/** virNWFilterBindingCreateFlags */
export const nWFilterBindingCreateFlags = {
  VALIDATE: 1,
} as const
