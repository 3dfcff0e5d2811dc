import type { Hostdev } from '../../devices/hostdev.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** The display of a mediated device is off unless asked for. */
export const completeHostdev: CompleteQemuDevice<Hostdev> = hostdev => {
  if (hostdev.source.type === 'mdev' && hostdev.model === 'vfio-pci') hostdev.display ??= false
}
