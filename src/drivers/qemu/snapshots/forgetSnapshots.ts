import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { removeSnapshotFiles } from './snapshotFiles.js'

/** Forgets the snapshots of a domain that goes; what is in images stays there. */
export async function forgetSnapshots(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  // One that is being taken may come in between.
  while (domain.snapshotCount > 0) {
    const gone = domain.snapshots.descendantsOf(undefined)
    // Those that are each other's parents, as only a hand can write them, hang from nothing.
    if (gone.length === 0) break
    await removeSnapshotFiles(context, domain)
    for (const snapshot of gone) {
      domain.snapshots.delete(snapshot)
      context.feed.change('removed', snapshot)
    }
  }
}
