import type { Filesystem } from '../../devices/filesystem.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** The guest sees the host's owners and permissions unless told otherwise. */
export const completeFilesystem: CompleteQemuDevice<Filesystem> = filesystem => {
  filesystem.accessmode ??= 'passthrough'
}
