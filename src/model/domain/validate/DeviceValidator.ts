import type { Device, DeviceKind, DeviceOf } from '../devices/Device.js'
import type { Domain } from '../Domain.js'

/** Checks one device in its domain. @throws LibvirtError for the first rule it breaks */
export type DeviceValidator<D extends Device> = (device: D, domain: Domain) => void

/** Checks by family. */
export type DeviceValidators = { readonly [K in DeviceKind]?: DeviceValidator<DeviceOf<K>> }

/** Runs the family's check, if there is one. */
export function validateDevice<K extends DeviceKind>(
  validators: DeviceValidators,
  device: DeviceOf<K> & { kind: K },
  domain: Domain,
): void {
  validators[device.kind]?.(device, domain)
}
