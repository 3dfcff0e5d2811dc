import type { Disk } from '../../devices/disk.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** QEMU opens what says nothing of its format as raw, never by probing. */
export const completeDisk: CompleteQemuDevice<Disk> = disk => {
  disk.driverName ??= 'qemu'
  if (disk.source.type !== 'volume' && disk.source.type !== 'vhostuser') disk.source.format ??= 'raw'
  if (disk.source.type === 'volume') disk.source.format ??= 'raw'
  if (disk.mirror) disk.mirror.source.format ??= 'raw'
}
