// The guest's IOMMU.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Iommu } from '../../../model/domain/devices/iommu.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { type CommandOption, device } from './CommandOption.js'

const onOff = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'on' : 'off')

/** Everything for an IOMMU; nothing for the one of a machine's own. */
export function iommuOptions(iommu: Iommu, domain: Domain): CommandOption[] {
  const { driver, info, model } = iommu
  const id = aliasOf(info)
  switch (model) {
    case 'intel':
      return [
        device({
          driver: 'intel-iommu',
          id,
          intremap: onOff(driver.intremap),
          'caching-mode': driver.caching_mode,
          eim: onOff(driver.eim),
          'device-iotlb': driver.iotlb,
          'aw-bits': driver.aw_bits || undefined,
          'dma-translation': driver.dma_translation,
        }),
      ]
    case 'virtio':
      return [device({ driver: 'virtio-iommu', id, ...addressProperties(domain, info) })]
    case 'amd':
      return [
        device({ driver: 'AMDVI-PCI', id, ...addressProperties(domain, info) }),
        device({
          driver: 'amd-iommu',
          'pci-id': id,
          intremap: onOff(driver.intremap),
          pt: driver.passthrough,
          xtsup: driver.xtsup,
          'device-iotlb': driver.iotlb,
        }),
      ]
    case 'smmuv3':
      return []
  }
}
