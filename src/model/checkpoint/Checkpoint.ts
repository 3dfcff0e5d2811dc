// Owns the typed form of a checkpoint's document.
import type { Moment } from '../snapshot/Moment.js'

export interface CheckpointDisk {
  /** The target's name in the guest, or before alignment the path of the image. */
  readonly name: string
  /** Whether changes are recorded from then on; undefined when nobody said. */
  readonly checkpoint?: 'no' | 'bitmap' | undefined
  /** Name of the record. */
  readonly bitmap?: string | undefined
  /** Bytes that changed since then, when they were asked for. */
  readonly size?: bigint | undefined
}

export interface Checkpoint extends Moment {
  readonly disks: readonly CheckpointDisk[]
}
