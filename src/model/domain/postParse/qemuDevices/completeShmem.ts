import { LibvirtError } from '../../../../api/LibvirtError.js'
import type { Shmem } from '../../devices/shmem.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** The size shared memory has always had unless told otherwise: 4 MiB. */
const defaultSize = 4n << 20n

export const completeShmem: CompleteQemuDevice<Shmem> = shmem => {
  const { server, msi } = shmem
  shmem.model ??= 'ivshmem'
  if (shmem.model !== 'ivshmem-doorbell') shmem.size ??= defaultSize
  const refuse = (text: string) => new LibvirtError('CONFIG_UNSUPPORTED', text)
  if (shmem.model === 'ivshmem-doorbell' && !server) {
    throw refuse("shmem model 'ivshmem-doorbell' is supported only with server option enabled")
  }
  if (shmem.model === 'ivshmem-plain' && server) {
    throw refuse("shmem model 'ivshmem-plain' is supported only with server option disabled")
  }
  if (shmem.model === 'ivshmem-plain' && msi) {
    throw refuse("shmem model 'ivshmem-plain' doesn't support msi")
  }
  // Interrupts are what an ivshmem server is for.
  if (server && shmem.model === 'ivshmem-doorbell') shmem.msi = { ...msi, ioeventfd: msi?.ioeventfd ?? true }
}
