// Memory shared between guests.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Shmem } from '../../../model/domain/devices/shmem.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { type CommandOption, device, object } from './CommandOption.js'
import { chardevSocket } from './chardev.js'
import type { CommandContext } from './CommandContext.js'

/** Bytes when the definition says nothing. */
const defaultSize = 4n << 20n

/** Everything for shared memory. */
export function shmemOptions(shmem: Shmem, domain: Domain, context: CommandContext): CommandOption[] {
  const { info, name, role, model = 'ivshmem-plain' } = shmem
  const id = aliasOf(info)
  const place = addressProperties(domain, info)
  const master = role === undefined ? undefined : role === 'master' ? 'on' : 'off'
  if (model === 'ivshmem-doorbell') {
    const chardev = `char${id}`
    const path = shmem.server?.path ?? `/var/lib/libvirt/shmem-${name}-sock`
    const { vectors, ioeventfd } = shmem.msi ?? {}
    // QEMU looks up the character device only once the whole command line is read.
    return [
      device({ driver: model, id, chardev, vectors: vectors || undefined, ioeventfd: ioeventfd ?? true, ...place }),
      chardevSocket(chardev, { path }, context),
    ]
  }
  const memdev = `shmmem-${id}`
  const size = shmem.size ?? defaultSize
  return [
    object({ 'qom-type': 'memory-backend-file', id: memdev, 'mem-path': `/dev/shm/${name}`, size, share: true }),
    device({ driver: 'ivshmem-plain', id, memdev, master, ...place }),
  ]
}
