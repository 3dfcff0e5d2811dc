// Refuses domains that are well formed but make no sense, or that the hypervisor cannot run.
import { allDevices, type Domain } from '../Domain.js'
import type { DomainContext } from '../DomainContext.js'
import { validateDevice } from './DeviceValidator.js'
import { generalDeviceValidators } from './validateDevices.js'
import { validateForQemu } from './qemu/validateForQemu.js'
import { explainMissing } from './qemu/explainMissing.js'
import { qemuDeviceValidators } from './qemu/qemuDeviceValidators.js'
import { validateTogether } from './validateTogether.js'

/** @throws LibvirtError for the first thing that is wrong, in libvirt's order where several are */
export function validateDomain(domain: Domain, { qemu }: DomainContext): void {
  const capabilities = domain.emulator === undefined ? undefined : qemu?.capabilities(domain.emulator)
  if (capabilities) validateForQemu(domain, capabilities)
  for (const device of allDevices(domain)) {
    validateDevice(generalDeviceValidators, device, domain)
    if (!capabilities) continue
    explainMissing(capabilities, lacks => {
      validateDevice(qemuDeviceValidators(capabilities, qemu?.spiceTls, lacks), device, domain)
    })
  }
  validateTogether(domain)
}
