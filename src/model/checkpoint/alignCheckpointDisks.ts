// Completes a checkpoint's list of disks by those of the domain.
import { LibvirtError } from '../../api/LibvirtError.js'
import { isStorageEmpty } from '../domain/devices/storageSource.js'
import { type DiskIdentity, matchDisks } from '../snapshot/matchDisks.js'
import type { Checkpoint, CheckpointDisk } from './Checkpoint.js'

/**
 * The checkpoint's disks in the domain's order, named by their targets. Without a list all disks that can be written to take
 * part, else only those of the list; their bitmaps have the checkpoint's name unless they have one.
 *
 * @throws LibvirtError CONFIG_UNSUPPORTED
 */
export function alignCheckpointDisks(checkpoint: Checkpoint, disks: readonly DiskIdentity[]): CheckpointDisk[] {
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  if (checkpoint.disks.length > disks.length) throw refuse('too many disk checkpoint requests for domain')
  if (disks.length === 0) throw refuse('domain must have at least one disk to perform checkpoints')
  const listed = new Map<string, CheckpointDisk>()
  for (const [target, match] of matchDisks(checkpoint.disks, disks)) {
    if (!isWritable(match.disk) && match.listed.checkpoint !== 'no') {
      throw refuse(`disk '${match.listed.name}' is empty or readonly`)
    }
    listed.set(target, { ...match.listed, name: target })
  }
  const usual = checkpoint.disks.length === 0 ? 'bitmap' : 'no'
  return nameBitmaps(
    checkpoint,
    disks.map(disk => listed.get(disk.target) ?? { name: disk.target, checkpoint: isWritable(disk) ? usual : 'no' }),
  )
}

function isWritable({ source, readonly }: DiskIdentity): boolean {
  return !isStorageEmpty(source) && !readonly
}

/** Gives bitmaps the checkpoint's name where they have none. */
export function nameBitmaps({ name }: Pick<Checkpoint, 'name'>, disks: readonly CheckpointDisk[]): CheckpointDisk[] {
  return disks.map(disk => (disk.checkpoint === 'bitmap' ? { ...disk, bitmap: disk.bitmap ?? name } : disk))
}
