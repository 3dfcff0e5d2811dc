import type { Hostdev } from '../../devices/hostdev.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** PCI devices reach a guest through VFIO only. */
export const completeHostdev: CompleteQemuDevice<Hostdev> = ({ source }) => {
  if (source.type === 'pci') source.driver = { ...source.driver, name: source.driver?.name ?? 'vfio' }
}
