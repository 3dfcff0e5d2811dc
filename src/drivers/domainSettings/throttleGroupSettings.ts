// `virsh throttlegroupset`: limits that several disks of a domain share, by name.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import { withIoLimits } from './blockIoTune.js'

/** Makes the group, or changes its limits. @throws LibvirtError INVALID_ARG, XML_ERROR for limits that contradict each other */
export function setThrottleGroup(domain: Domain, name: string, params: readonly TypedParameter[]): void {
  const before = domain.throttleGroups.find(({ group_name }) => group_name === name)
  const group = { ...withIoLimits(before ?? {}, params), group_name: name }
  domain.throttleGroups = before
    ? domain.throttleGroups.map(other => (other === before ? group : other))
    : [...domain.throttleGroups, group]
}

/** @throws LibvirtError INVALID_ARG when there is no such group, OPERATION_INVALID while a disk is in it */
export function deleteThrottleGroup(domain: Domain, name: string): void {
  const kept = domain.throttleGroups.filter(({ group_name }) => group_name !== name)
  if (kept.length === domain.throttleGroups.length) {
    throw new LibvirtError('INVALID_ARG', `throttle group '${name}' does not exist`)
  }
  const user = domain.devices.disk.find(({ throttleFilters }) => throttleFilters.includes(name))
  if (user) throw new LibvirtError('OPERATION_INVALID', `throttle group '${name}' is used by disk '${user.target}'`)
  domain.throttleGroups = kept
}
