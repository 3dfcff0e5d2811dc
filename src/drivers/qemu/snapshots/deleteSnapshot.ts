import { domainSnapshotDeleteFlags as flagsOf } from '../../../api/enums/domainSnapshot.js'
import { isExternal } from '../../../model/snapshot/Snapshot.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { deleteExternal } from './deleteExternal.js'
import { deleteInside } from './internalSnapshots.js'
import type { QemuSnapshot } from './QemuSnapshot.js'
import { removeSnapshotFile, saveSnapshot, setCurrentSnapshot } from './snapshotFiles.js'

/**
 * Deletes a snapshot, those below it, or both. Needs the domain's job.
 * @returns those that are gone
 * @throws LibvirtError OPERATION_UNSUPPORTED for external ones that cannot be merged away
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
  // Those without children first: whoever is interrupted leaves a tree.
  for (const each of doomed.toReversed()) {
    if (!metadataOnly) await deleteData(context, each)
    await forget(context, each, flags & flagsOf.CHILDREN_ONLY ? snapshot : undefined)
  }
  return doomed
}

async function deleteData(context: QemuDriverContext, snapshot: QemuSnapshot): Promise<void> {
  const { dom, name, content } = snapshot
  if (isExternal(content)) await deleteExternal(context, snapshot)
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
