// Owns the typed form of the document that asks for a backup.
import type { StorageSource } from '../domain/devices/storageSource.js'

export const backupDiskStates = ['running', 'complete', 'failed', 'cancelling', 'cancelled'] as const

export interface BackupDisk {
  /** The target's name in the guest. */
  readonly name: string
  /** Undefined for a disk of which there is no backup. */
  readonly backup?: DiskBackup | undefined
}

export interface DiskBackup {
  /** What the backup is written to or, when it is fetched, what the guest overwrites meanwhile. */
  readonly store: StorageSource
  readonly mode?: 'full' | 'incremental' | undefined
  /** The checkpoint since which changes count. */
  readonly incremental?: string | undefined
  readonly exportName?: string | undefined
  readonly exportBitmap?: string | undefined
  /** Of a backup that was started. */
  readonly state?: (typeof backupDiskStates)[number] | undefined
}

/** Where a backup that is fetched is offered. */
export interface BackupServer {
  readonly transport: 'tcp' | 'unix' | 'fd'
  readonly tls?: boolean | undefined
  readonly name?: string | undefined
  readonly port?: number | undefined
  readonly socket?: string | undefined
  /** Name of the group of descriptors a client passed. */
  readonly fdgroup?: string | undefined
}

export interface Backup {
  /** Written by the hypervisor, or fetched from it. */
  readonly mode: 'push' | 'pull'
  /** The checkpoint since which changes count. */
  readonly incremental?: string | undefined
  readonly server?: BackupServer | undefined
  readonly disks: readonly BackupDisk[]
  /** Names of the hypervisor's objects, of a backup that was started. */
  readonly tlsAlias?: string | undefined
  readonly tlsSecretAlias?: string | undefined
}
