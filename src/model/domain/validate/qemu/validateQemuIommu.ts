import type { Iommu } from '../../devices/iommu.js'
import type { Domain } from '../../Domain.js'
import { isQ35 } from '../../machineKind.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** Where an IOMMU can be, and what it can do (qemuValidateDomainDeviceDefIOMMU). */
export function validateQemuIommu({ model, driver, info }: Iommu, domain: Domain, lacks: Lacks): void {
  const q35 = isQ35(domain)
  if (model === 'intel') {
    refuse(!q35, "IOMMU device: 'intel' is only supported with Q35 machines")
    refuse(lacks('intel-iommu'), "IOMMU device: 'intel' is not supported with this QEMU binary")
  } else if (model === 'amd') {
    refuse(!q35, "IOMMU device: 'amd' is only supported with Q35 machines")
  } else if (model === 'smmuv3') {
    refuse(true, "IOMMU device: 'smmuv3' is only supported with ARM Virt machines")
  } else if (model === 'virtio') {
    refuse(!q35, "IOMMU device: 'virtio' is only supported with Q35 and ARM Virt machines")
    refuse(lacks('virtio-iommu-pci'), "IOMMU device: 'virtio' is not supported with this QEMU binary")
    refuse(info.address !== undefined && info.address.type !== 'pci', "IOMMU device: 'virtio' needs a PCI address")
    refuse(!domain.features.plain.has('acpi'), "IOMMU device: 'virtio' requires ACPI")
  }
  refuse(driver.eim !== undefined && lacks('intel-iommu.eim'), 'iommu: eim is not supported with this QEMU binary')
  refuse(
    driver.iotlb !== undefined && lacks('intel-iommu.device-iotlb'),
    'iommu: device IOTLB is not supported with this QEMU binary',
  )
  refuse(
    driver.aw_bits !== undefined && lacks('intel-iommu.aw-bits'),
    'iommu: aw_bits is not supported with this QEMU binary',
  )
}
