import type { Memory } from '../../devices/memory.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** Requested memory of virtio-mem defaults to none. */
export const completeMemory: CompleteQemuDevice<Memory> = memory => {
  if (memory.model === 'virtio-mem') memory.requested ??= 0
}
