import type { Iommu } from '../../devices/iommu.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** More than 255 vCPUs need extended interrupt mode, which needs interrupt remapping. */
const apicIds = 255

export const completeIommu: CompleteQemuDevice<Iommu> = (iommu, domain) => {
  if (iommu.model !== 'intel' || domain.vcpus.list.length <= apicIds) return
  iommu.driver.eim ??= true
  if (iommu.driver.eim) iommu.driver.intremap ??= true
}
