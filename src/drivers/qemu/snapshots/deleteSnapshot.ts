import { domainSnapshotDeleteFlags as flagsOf } from '../../../api/enums/domainSnapshot.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { isExternal } from '../../../model/snapshot/Snapshot.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { deleteInside } from './internalSnapshots.js'
import type { QemuSnapshot } from './QemuSnapshot.js'
import { removeSnapshotFile, saveSnapshot, setCurrentSnapshot } from './snapshotFiles.js'

/**
 * Deletes a snapshot, those below it, or both. Needs the domain's job.
 * @returns those that are gone
 * @throws LibvirtError OPERATION_UNSUPPORTED for external ones of which more than our knowledge is to go
 */
export async function deleteSnapshot(
  context: QemuDriverContext,
  snapshot: QemuSnapshot,
  flags: number,
): Promise<QemuSnapshot[]> {
  const { snapshots } = snapshot.dom
  const below = flags & (flagsOf.CHILDREN | flagsOf.CHILDREN_ONLY) ? snapshots.descendantsOf(snapshot) : []
  const doomed = flags & flagsOf.CHILDREN_ONLY ? below : [snapshot, ...below]
  const metadataOnly = (flags & flagsOf.METADATA_ONLY) !== 0
  if (!metadataOnly) refuseExternal(doomed)
  // Those without children first: whoever is interrupted leaves a tree.
  for (const each of doomed.toReversed()) {
    if (!metadataOnly) await deleteData(context, each)
    await forget(context, each, flags & flagsOf.CHILDREN_ONLY ? snapshot : undefined)
  }
  return doomed
}

function refuseExternal(doomed: readonly QemuSnapshot[]): void {
  const count = doomed.filter(({ content }) => isExternal(content)).length
  if (count === 0) return
  throw new LibvirtError('OPERATION_UNSUPPORTED', `deletion of ${count} external disk snapshots not supported yet`, {
    hint: 'Merge their images with virsh blockcommit --active --pivot --delete, and delete with --metadata then',
  })
}

async function deleteData(context: QemuDriverContext, { dom, name, content }: QemuSnapshot): Promise<void> {
  const inside = new Set(content.disks.filter(({ location }) => location === 'internal').map(disk => disk.name))
  // Disks that the domain has lost meanwhile keep theirs.
  const disks = dom.definition.devices.disk.filter(
    ({ target, source }) => inside.has(target) && source.format === 'qcow2',
  )
  if (disks.length > 0) await deleteInside(context, dom, name, disks)
}

/** @param heir becomes the current one in place of one below it, instead of the parent */
async function forget(
  context: QemuDriverContext,
  snapshot: QemuSnapshot,
  heir: QemuSnapshot | undefined,
): Promise<void> {
  const { snapshots } = snapshot.dom
  const wasCurrent = snapshots.current === snapshot
  const children = snapshots.childrenOf(snapshot)
  snapshots.delete(snapshot)
  await removeSnapshotFile(context, snapshot)
  for (const child of children) await saveSnapshot(context, child)
  if (wasCurrent) await setCurrentSnapshot(context, snapshot.dom, heir ?? snapshots.current)
}
