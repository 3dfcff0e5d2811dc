import { domainSnapshotListFlags as list } from '../api/enums/domainSnapshot.js'
import { isExternal, type Snapshot } from '../model/snapshot/Snapshot.js'

/** Whether a snapshot passes the filters of a list beyond those of the tree: its state, and where it is. */
export function snapshotIsWanted(content: Snapshot, flags: number): boolean {
  const state = flags & (list.ACTIVE | list.INACTIVE | list.DISK_ONLY)
  const place = flags & (list.INTERNAL | list.EXTERNAL)
  const ownState =
    content.state === 'disk-snapshot' ? list.DISK_ONLY : content.state === 'shutoff' ? list.INACTIVE : list.ACTIVE
  const ownPlace = isExternal(content) ? list.EXTERNAL : list.INTERNAL
  return (state === 0 || (state & ownState) !== 0) && (place === 0 || (place & ownPlace) !== 0)
}
