import { isQ35 } from '../machineKind.js'
import type { QemuPostParseStep } from './PostParseStep.js'
import { vcpusWithoutEim } from './qemuDevices/completeIommu.js'

/** A new guest with more vCPUs than an APIC has ids for gets an IOMMU that remaps interrupts, which KVM's I/O APIC cannot. */
export const remapInterrupts: QemuPostParseStep = (domain, _qemu, { options }) => {
  if (!options.abiUpdate || !isQ35(domain) || domain.vcpus.list.length <= vcpusWithoutEim) return
  const { iommu } = domain.devices
  if (iommu.length === 0) iommu.push({ kind: 'iommu', model: 'intel', driver: {}, info: {} })
  if (iommu.some(({ model, driver }) => model === 'intel' && driver.intremap !== false)) {
    domain.features.ioapic ??= 'qemu'
  }
}
