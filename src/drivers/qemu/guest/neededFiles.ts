// Which files of the host a guest cannot do without.
import type { Disk } from '../../../model/domain/devices/disk.js'
import { allDevices, type Domain } from '../../../model/domain/Domain.js'
import type { Loader } from '../../../model/domain/os/Loader.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { NeededFile } from '../../../host/checkAccess.js'
import { deviceFiles } from './deviceFiles.js'

/** Path of an image that lies in the host's file system; undefined for others, and for an empty drive. */
export function localPath(source: StorageSource): string | undefined {
  return source.type === 'file' || source.type === 'block' || source.type === 'dir' ? source.path : undefined
}

/** @param ownership whether files that QEMU writes to, or reads, are made its user's */
export function neededFiles(domain: Domain, ownership: boolean): NeededFile[] {
  const { os, devices } = domain
  const disks = devices.disk.flatMap(disk => diskFiles(disk, ownership))
  const boot = [os.kernel, os.initrd, os.dtb, os.shim].flatMap(path => (path === undefined ? [] : [path]))
  return [
    ...disks,
    ...boot.map(path => ({ path, writable: false, owned: ownership })),
    ...firmwareFiles(os.loader, ownership),
    ...[...allDevices(domain)].flatMap(deviceFiles).map(file => ({ ...file, owned: ownership })),
  ]
}

/** Firmware, which may keep its variables in itself, and the file of its variables. */
function firmwareFiles(loader: Loader | undefined, owned: boolean): NeededFile[] {
  const files: NeededFile[] = []
  if (loader?.path !== undefined) files.push({ path: loader.path, writable: loader.readonly === false, owned })
  const variables = loader?.nvram?.source && localPath(loader.nvram.source)
  if (variables !== undefined) files.push({ path: variables, writable: true, owned })
  return files
}

/** A disk's image, the one it is copied to, and the images behind them as far as the definition names them. Descriptors that a client passed are open already. */
function diskFiles(disk: Disk, ownership: boolean): NeededFile[] {
  const files: NeededFile[] = []
  const { source } = disk
  if (source.type === 'file' && source.fdgroup !== undefined) return []
  for (const top of [source, ...(disk.mirror ? [disk.mirror.source] : [])]) {
    for (let image: StorageSource | null | undefined = top; image; image = image.backing) {
      const path = localPath(image)
      const writable = image === top && !disk.readonly && disk.device !== 'cdrom'
      if (path !== undefined) files.push({ path, writable, owned: ownership && image.type !== 'dir' })
    }
  }
  return files
}
