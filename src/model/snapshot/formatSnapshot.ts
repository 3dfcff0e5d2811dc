// Writes a snapshot's document.
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatMomentDomain, formatMomentParent } from './Moment.js'
import { formatSaveCookie } from './saveCookie.js'
import type { Snapshot } from './Snapshot.js'
import { formatSnapshotDisk } from './snapshotDisk.js'

export interface SnapshotFormat {
  /** The domain of a snapshot that does not hold its definition. */
  readonly domainUuid?: string | undefined
  /** Print passwords and other secrets. */
  readonly secure?: boolean
  /** For the driver's own files: whether the snapshot is the current one. */
  readonly current?: boolean | undefined
}

/** The document, as `virsh snapshot-dumpxml` shows it. */
export function formatSnapshot(snapshot: Snapshot, options: SnapshotFormat = {}): string {
  const { name, description, state, creationTime, memory, disks, revertDisks, domain, inactiveDomain } = snapshot
  const { domainUuid, secure = false, current } = options
  const writer = new XmlWriter()
  writer.element('domainsnapshot', {}, () => {
    writer.text('name', name).text('description', description).text('state', state)
    formatMomentParent(writer, snapshot)
    writer.text('creationTime', creationTime)
    if (memory) writer.element('memory', { snapshot: memory.location, file: memory.file })
    for (const [list, each] of [
      ['disks', disks],
      ['revertDisks', revertDisks],
    ] as const) {
      writer.elementIfAny(list, {}, () => each.forEach(disk => formatSnapshotDisk(writer, disk)))
    }
    if (domain) formatMomentDomain(writer, domain, secure)
    else if (domainUuid !== undefined) writer.element('domain', {}, () => writer.text('uuid', domainUuid))
    if (inactiveDomain) formatMomentDomain(writer, inactiveDomain, secure, 'inactiveDomain')
    formatSaveCookie(writer, snapshot.cookie)
    writer.text('active', current === undefined ? undefined : Number(current))
  })
  return writer.toString()
}
