// Reads a checkpoint's document with libvirt's refusals.
import type { DomainContext } from '../domain/DomainContext.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { optionalEnum, requiredAttribute } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { type MomentOptions, parseMoment, parseMomentDomain } from '../snapshot/Moment.js'
import type { Checkpoint, CheckpointDisk } from './Checkpoint.js'

/**
 * The checkpoint a document asks for or, with `redefine`, describes.
 * @throws LibvirtError XML_ERROR, XML_DETAIL, INTERNAL_ERROR
 */
export function parseCheckpoint(text: string, context: DomainContext, options: MomentOptions = {}): Checkpoint {
  const root = parseXmlRoot(text, '(domain_checkpoint)', 'domaincheckpoint')
  const moment = parseMoment(root, 'checkpoint', options)
  const domain = options.redefine ? root.child('domain') : undefined
  return {
    ...moment,
    domain: domain && parseMomentDomain(domain, context),
    disks: (root.child('disks')?.elements() ?? []).map(parseCheckpointDisk),
  }
}

function parseCheckpointDisk(element: XmlElement): CheckpointDisk {
  return {
    name: requiredAttribute(element, 'name'),
    checkpoint: optionalEnum(element, 'checkpoint', ['no', 'bitmap']) ?? 'bitmap',
    bitmap: element.attribute('bitmap'),
  }
}
