// Writes a checkpoint's document.
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatMomentDomain, formatMomentParent } from '../snapshot/Moment.js'
import type { Checkpoint } from './Checkpoint.js'

export interface CheckpointFormat {
  /** Print passwords and other secrets. */
  readonly secure?: boolean
  /** Leave the domain's definition out. */
  readonly noDomain?: boolean
}

/** The document, as `virsh checkpoint-dumpxml` shows it; sizes are in it where they are known. */
export function formatCheckpoint(checkpoint: Checkpoint, { secure = false, noDomain }: CheckpointFormat = {}): string {
  const { name, description, creationTime, disks, domain } = checkpoint
  const writer = new XmlWriter()
  writer.element('domaincheckpoint', {}, () => {
    writer.text('name', name).text('description', description)
    formatMomentParent(writer, checkpoint)
    writer.text('creationTime', creationTime)
    writer.elementIfAny('disks', {}, () => {
      for (const { name: target, checkpoint: kind, bitmap, size } of disks) {
        writer.element('disk', {
          name: target,
          checkpoint: kind,
          bitmap,
          size: bitmap === undefined ? undefined : size,
        })
      }
    })
    if (domain && !noDomain) formatMomentDomain(writer, domain, secure)
  })
  return writer.toString()
}
