import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { removeSnapshotFiles } from './snapshotFiles.js'

/** Forgets the snapshots of a domain that goes; what is in images stays there. */
export async function forgetSnapshots(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  if (domain.snapshotCount === 0) return
  const gone = domain.snapshots.descendantsOf(undefined)
  await removeSnapshotFiles(context, domain)
  for (const snapshot of gone) {
    domain.snapshots.delete(snapshot)
    context.feed.change('removed', snapshot)
  }
}
