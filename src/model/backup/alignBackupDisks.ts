// Completes a backup's list of disks by those of the domain.
import { LibvirtError } from '../../api/LibvirtError.js'
import { isStorageEmpty, type StorageSource } from '../domain/devices/storageSource.js'
import { type DiskIdentity, matchDisks, sourcePath } from '../snapshot/matchDisks.js'
import type { Backup, BackupDisk, DiskBackup } from './Backup.js'

/**
 * The backup's disks, and behind them the domain's others. Without a list there is a backup of all that can be written to, else
 * only of those of the list. Backups without a name lie beside their disks, with the suffix.
 *
 * @throws LibvirtError CONFIG_UNSUPPORTED
 */
export function alignBackupDisks(backup: Backup, disks: readonly DiskIdentity[], suffix: string): BackupDisk[] {
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  if (disks.length === 0) throw refuse('domain must have at least one disk to perform backup')
  const byTarget = (all: readonly DiskIdentity[], name: string) => all.find(disk => disk.target === name)
  const matches = matchDisks(backup.disks, disks, byTarget)
  const listed = [...matches.values()].map(({ listed: { name, backup: own }, disk }): BackupDisk => {
    if (own?.mode === 'incremental' && (own.incremental ?? backup.incremental) === undefined) {
      const needs = "requires setting 'incremental' field for disk or backup"
      throw refuse(`'incremental' backup mode of disk '${name}' ${needs}`)
    }
    if (own && isStorageEmpty(disk.source)) throw refuse(`disk '${name}' has no media`)
    return { name, backup: own && { ...own, store: storeFor(disk, own.store, suffix) } }
  })
  const others = disks.filter(disk => !matches.has(disk.target))
  const missing = others.map((disk): BackupDisk => {
    const all = backup.disks.length === 0 && !isStorageEmpty(disk.source) && !disk.readonly
    return { name: disk.target, backup: all ? { store: storeFor(disk, { type: 'file' }, suffix) } : undefined }
  })
  return [...listed, ...missing].map(({ name, backup: own }) => ({ name, backup: own && withMode(own, backup) }))
}

/** The place of the backup; names are made up beside files only. */
function storeFor(disk: DiskIdentity, store: StorageSource, suffix: string): StorageSource {
  if (!isStorageEmpty(store)) return store
  if (disk.source.type !== 'file') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `refusing to generate file name for disk '${disk.target}'`)
  }
  return { ...store, type: 'file', path: `${sourcePath(disk.source) ?? ''}.${suffix}` }
}

function withMode(own: DiskBackup, { incremental }: Backup): DiskBackup {
  const mode = own.mode ?? ((own.incremental ?? incremental) === undefined ? 'full' : 'incremental')
  return { ...own, mode, incremental: own.incremental ?? (mode === 'incremental' ? incremental : undefined) }
}
