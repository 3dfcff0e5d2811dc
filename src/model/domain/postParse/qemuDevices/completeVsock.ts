import type { Vsock } from '../../devices/vsock.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

export const completeVsock: CompleteQemuDevice<Vsock> = vsock => {
  vsock.model ??= 'virtio'
  vsock.auto ??= vsock.cid === undefined
}
