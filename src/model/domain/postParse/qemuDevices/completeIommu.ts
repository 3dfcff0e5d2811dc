import type { Iommu } from '../../devices/iommu.js'
import { isQ35 } from '../../machineKind.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** From the 256th vCPU on, interrupts need the extended mode of the IOMMU, and that needs remapping. */
export const vcpusWithoutEim = 255

export const completeIommu: CompleteQemuDevice<Iommu> = ({ model, driver }, domain, _qemu, { options }) => {
  if (!options.abiUpdate || !isQ35(domain) || model !== 'intel') return
  if (domain.vcpus.list.length <= vcpusWithoutEim) return
  driver.intremap ??= true
  driver.eim ??= true
}
