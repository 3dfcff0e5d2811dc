// Owns the typed form of a snapshot's document.
import type { Domain } from '../domain/Domain.js'
import type { StorageSource } from '../domain/devices/storageSource.js'
import type { Moment } from './Moment.js'
import type { SaveCookie } from './saveCookie.js'

/** The states of domains, and one for snapshots of disks only. */
export const snapshotStates = [
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
  'disk-snapshot',
] as const
export type SnapshotState = (typeof snapshotStates)[number]

/** Where the state of a disk or of the memory is. */
export const snapshotLocations = ['no', 'internal', 'external', 'manual'] as const
export type SnapshotLocation = (typeof snapshotLocations)[number]

export interface SnapshotDisk {
  /** The target's name in the guest, or before alignment the path of the image. */
  readonly name: string
  readonly location?: SnapshotLocation | undefined
  /** The image that is written to from then on. */
  readonly source: StorageSource
  readonly deleteInProgress: boolean
}

export interface SnapshotMemory {
  readonly location: Exclude<SnapshotLocation, 'manual'>
  readonly file?: string | undefined
}

export interface Snapshot extends Moment {
  readonly state?: SnapshotState | undefined
  readonly memory?: SnapshotMemory | undefined
  readonly disks: readonly SnapshotDisk[]
  /** Images that disks write to after the domain went back to the snapshot. */
  readonly revertDisks: readonly SnapshotDisk[]
  /** The persistent definition of a domain that ran from another. */
  readonly inactiveDomain?: Domain | undefined
  readonly cookie?: SaveCookie | undefined
}

/** True when something of the snapshot is in a file of its own. */
export function isExternal({ memory, disks }: Pick<Snapshot, 'memory' | 'disks'>): boolean {
  return memory?.location === 'external' || disks.some(disk => disk.location === 'external')
}
