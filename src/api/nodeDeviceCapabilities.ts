/** What a host device can be or do, by name, in the order of virNodeDevCapType. */
export const nodeDeviceCapabilities = [
  'system',
  'pci',
  'usb_device',
  'usb',
  'net',
  'scsi_host',
  'scsi_target',
  'scsi',
  'storage',
  'fc_host',
  'vports',
  'scsi_generic',
  'drm',
  'mdev_types',
  'mdev',
  'ccw',
  'css',
  'vdpa',
  'ap_card',
  'ap_queue',
  'ap_matrix',
  'vpd',
  'ccwgroup',
  'ccwgroup_member',
] as const

export type NodeDeviceCapability = (typeof nodeDeviceCapabilities)[number]

/** The bit by which lists are narrowed to devices with it (virConnectListAllNodeDeviceFlags); undefined for unknown names. */
export function capabilityFlag(name: string): number | undefined {
  const index = nodeDeviceCapabilities.findIndex(known => known === name)
  return index < 0 ? undefined : 1 << index
}
