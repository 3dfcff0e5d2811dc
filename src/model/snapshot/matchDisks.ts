// Owns which of a domain's disks the disks of a snapshot, checkpoint or backup are.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Disk } from '../domain/devices/disk.js'
import type { StorageSource } from '../domain/devices/storageSource.js'

/** What has to be known of a domain's disk. */
export type DiskIdentity = Pick<Disk, 'target' | 'source' | 'readonly' | 'snapshot'>

/** The file, device or folder of an image, or its name in a network protocol. */
export function sourcePath(source: StorageSource): string | undefined {
  if (source.type === 'network') return source.name
  return 'path' in source ? source.path : undefined
}

/** The disk with that target or, for an absolute path, the only one with that image. */
export function findDisk<T extends DiskIdentity>(disks: readonly T[], name: string): T | undefined {
  if (!name.startsWith('/')) return disks.find(disk => disk.target === name)
  const found = disks.filter(disk => sourcePath(disk.source) === name)
  return found.length === 1 ? found[0] : undefined
}

/**
 * The listed disks by the target of the domain's.
 * @throws LibvirtError CONFIG_UNSUPPORTED for unknown disks and for those that are listed twice.
 */
export function matchDisks<T extends { readonly name: string }, D extends DiskIdentity>(
  listed: readonly T[],
  disks: readonly D[],
  find: (disks: readonly D[], name: string) => D | undefined = findDisk,
): Map<string, { readonly listed: T; readonly disk: D }> {
  const matches = new Map<string, { listed: T; disk: D }>()
  for (const each of listed) {
    const disk = find(disks, each.name)
    if (!disk) throw new LibvirtError('CONFIG_UNSUPPORTED', `no disk named '${each.name}'`)
    if (matches.has(disk.target)) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `disk '${each.name}' specified twice`)
    }
    matches.set(disk.target, { listed: each, disk })
  }
  return matches
}
