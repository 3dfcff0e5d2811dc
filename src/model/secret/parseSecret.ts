// Reads a secret's document with the refusals of libvirt's secret driver.
import { LibvirtError } from '../../api/LibvirtError.js'
import { generateUuid } from '../generateUuid.js'
import type { Random } from '../Random.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { Secret, SecretUsage } from './Secret.js'

/** What each usage is called in refusals, and the child element that names it. */
const usages = {
  volume: { title: 'volume', child: 'volume', missing: 'volume path' },
  ceph: { title: 'Ceph', child: 'name', missing: 'name' },
  iscsi: { title: 'iSCSI', child: 'target', missing: 'target' },
  tls: { title: 'TLS', child: 'name', missing: 'name' },
  vtpm: { title: 'vTPM', child: 'name', missing: 'name' },
}

/**
 * The secret a document describes.
 * @param random makes the UUID of a secret that has none yet
 * @throws LibvirtError XML_DETAIL, XML_ERROR, INTERNAL_ERROR (a UUID that is none)
 */
export function parseSecret(text: string, random: Pick<Random, 'bytes'>): Secret {
  const root = parseXmlRoot(text, '(definition_of_secret)', 'secret')
  const usage = root.child('usage')
  return {
    ephemeral: parseYesNo(root, 'ephemeral'),
    private: parseYesNo(root, 'private'),
    uuid: parseSecretUuid(root) ?? generateUuid(random),
    description: childText(root, 'description'),
    usage: usage && parseUsage(usage),
  }
}

function parseYesNo(root: XmlElement, name: string): boolean {
  const text = nonEmpty(root, name)
  if (text !== undefined && text !== 'yes' && text !== 'no') throw refuseAt(root, `invalid value of '${name}'`)
  return text === 'yes'
}

function parseSecretUuid(root: XmlElement): string | undefined {
  const text = childText(root, 'uuid')
  if (text === undefined) return undefined
  const uuid = parseUuid(text)
  if (uuid === undefined) throw new LibvirtError('INTERNAL_ERROR', 'malformed uuid element')
  return uuid
}

function parseUsage(element: XmlElement): SecretUsage | undefined {
  const type = nonEmpty(element, 'type')
  if (type === undefined) throw refuseAt(element, 'unknown secret usage type')
  switch (type) {
    case 'none':
      return undefined
    case 'volume':
      return { type, volume: usageId(element, type) }
    case 'iscsi':
      return { type, target: usageId(element, type) }
    case 'ceph':
    case 'tls':
    case 'vtpm':
      return { type, name: usageId(element, type) }
    default:
      throw refuseAt(element, `unknown secret usage type ${type}`)
  }
}

function usageId(element: XmlElement, type: keyof typeof usages): string {
  const { title, child, missing } = usages[type]
  const id = childText(element, child)
  if (id === undefined) throw refuseAt(element, `${title} usage specified, but ${missing} is missing`)
  return id
}
