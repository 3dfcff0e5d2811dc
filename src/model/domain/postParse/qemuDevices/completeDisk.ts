import type { Disk } from '../../devices/disk.js'
import { isStorageEmpty, type NetworkProtocol, type StorageSource } from '../../devices/storageSource.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** QEMU opens what says nothing of its format as raw, never by probing. */
export const completeDisk: CompleteQemuDevice<Disk> = disk => {
  disk.driverName ??= 'qemu'
  if (isStorageEmpty(disk.source) && disk.source.type !== 'file') disk.source = emptyDrive(disk.source)
  // What a volume is, is known when its pool is asked.
  if (disk.source.type !== 'volume') disk.source.format ??= 'raw'
  if (disk.mirror) disk.mirror.source.format ??= 'raw'
  for (let link: StorageSource | null | undefined = disk.source; link; link = link.backing) completeImage(link)
}

/** The usual ports of the protocols that have one. */
const ports: Partial<Record<NetworkProtocol, number>> = {
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  tftp: 69,
  ssh: 22,
  nbd: 10809,
  gluster: 24007,
  iscsi: 3260,
}

/** A drive without a medium does not know yet what kind it will be. */
function emptyDrive({ format, seclabels }: StorageSource): StorageSource {
  return { type: 'file', path: undefined, format, seclabels }
}

function completeImage(source: StorageSource): void {
  if (source.encryption) source.encryption.engine ??= 'qemu'
  if (source.type !== 'network') return
  const port = ports[source.protocol]
  if (port !== undefined) for (const host of source.hosts) if (host.transport !== 'unix') host.port ||= port
}
