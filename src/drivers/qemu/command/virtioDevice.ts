// Names and common properties of virtio devices.
import type { DeviceInfo } from '../../../model/domain/devices/deviceInfo.js'
import type { VirtioOptions } from '../../../model/domain/devices/virtioOptions.js'
import type { Properties } from './CommandOption.js'

export type VirtioModel = 'virtio' | 'virtio-transitional' | 'virtio-non-transitional'

const transports: Partial<Record<NonNullable<DeviceInfo['address']>['type'], string>> = {
  pci: 'pci',
  ccw: 'ccw',
  'virtio-mmio': 'device',
}

/** `virtio-blk` at a PCI address is `virtio-blk-pci`; transitional and modern-only ones have names of their own. */
export function virtioDriver(base: string, info: DeviceInfo, model?: string): string {
  const transport = transports[info.address?.type ?? 'pci'] ?? 'pci'
  const suffix =
    model === 'virtio-transitional' || model === 'virtio-non-transitional' ? model.slice('virtio'.length) : ''
  return `${base}-${transport}${suffix}`
}

/** What every virtio device's `<driver>` may say. */
export function virtioProperties(options: VirtioOptions | undefined): Properties {
  return {
    iommu_platform: options?.iommu,
    ats: options?.ats,
    packed: options?.packed,
    'page-per-vq': options?.page_per_vq,
  }
}
