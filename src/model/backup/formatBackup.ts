// Writes the document of a backup.
import { formatStorageSource } from '../domain/devices/formatStorageSource.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import type { Backup, DiskBackup } from './Backup.js'
import { formatBackupServer } from './backupServer.js'
import type { BackupOptions } from './parseBackup.js'

/** The document, as `virsh backup-dumpxml` shows it. */
export function formatBackup(backup: Backup, options: BackupOptions = {}): string {
  const writer = new XmlWriter()
  writeBackup(writer, backup, options)
  return writer.toString()
}

/** Writes the backup as part of another document. */
export function writeBackup(writer: XmlWriter, backup: Backup, { internal = false }: BackupOptions = {}): void {
  const { mode, incremental, server, disks, tlsAlias, tlsSecretAlias } = backup
  writer.element('domainbackup', { mode }, () => {
    writer.text('incremental', incremental)
    formatBackupServer(writer, server)
    writer.elementIfAny('disks', {}, () => {
      for (const { name, backup: each } of disks) {
        if (each) formatDiskBackup(writer, name, each, mode, internal)
        else writer.element('disk', { name, backup: 'no' })
      }
    })
    if (!internal || (tlsAlias ?? tlsSecretAlias) === undefined) return
    writer.element('privateData', {}, () => {
      writer.element('objects', {}, () => {
        if (tlsSecretAlias !== undefined) writer.element('secret', { type: 'tlskey', alias: tlsSecretAlias })
        if (tlsAlias !== undefined) writer.element('TLSx509', { alias: tlsAlias })
      })
    })
  })
}

function formatDiskBackup(
  writer: XmlWriter,
  name: string,
  { store, mode, incremental, exportName, exportBitmap, state }: DiskBackup,
  backupMode: Backup['mode'],
  internal: boolean,
): void {
  const attributes = {
    name,
    backup: 'yes',
    state: internal ? state : undefined,
    type: store.type,
    backupmode: mode,
    incremental,
    exportname: exportName,
    exportbitmap: exportBitmap,
    index: store.index || undefined,
  }
  writer.element('disk', attributes, () => {
    if (store.format !== undefined) writer.element('driver', { type: store.format })
    const element = backupMode === 'push' ? 'target' : 'scratch'
    formatStorageSource(writer, store, { status: internal }, { element, indexElsewhere: true })
  })
}
