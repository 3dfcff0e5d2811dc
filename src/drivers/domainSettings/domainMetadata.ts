// Title, description and applications' own elements of a domain or network (virDomainSetMetadata, virNetworkSetMetadata).
import { domainMetadataType } from '../../api/enums/domain.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseXml } from '../../model/xml/parseXml.js'
import { XmlElement } from '../../model/xml/XmlElement.js'
import { XmlWriter } from '../../model/xml/XmlWriter.js'

/** What has metadata. */
export interface Described {
  title?: string | undefined
  description?: string | undefined
  metadata?: XmlElement | undefined
}
export interface MetadataChange {
  readonly type: number
  /** Undefined takes the metadata away. */
  readonly metadata: string | undefined
  /** Prefix of the element's namespace. */
  readonly key: string | undefined
  readonly uri: string | undefined
}

/** @throws LibvirtError `absent` when there is none, INVALID_ARG for an unknown type */
export function getMetadata(
  described: Described,
  type: number,
  uri: string | undefined,
  absent: 'NO_DOMAIN_METADATA' | 'NO_NETWORK_METADATA' = 'NO_DOMAIN_METADATA',
): string {
  const found = readMetadata(described, type, uri)
  if (found === undefined) throw new LibvirtError(absent, 'Requested metadata element is not present')
  return found
}

function readMetadata(described: Described, type: number, uri: string | undefined): string | undefined {
  if (type === domainMetadataType.DESCRIPTION) return described.description
  if (type === domainMetadataType.TITLE) return described.title
  if (type !== domainMetadataType.ELEMENT) throw unknownType()
  const element = described.metadata?.elements().find(({ namespace }) => namespace === uri)
  // The element stands alone here, so it keeps no prefix of the document around it.
  return element && new XmlWriter().tree(withoutPrefix(element)).toString().trimEnd()
}

/** Changes the definition in place. @throws LibvirtError INVALID_ARG, XML_ERROR */
export function setMetadata(described: Described, { type, metadata, key, uri }: MetadataChange): void {
  if (type === domainMetadataType.DESCRIPTION) described.description = metadata || undefined
  else if (type === domainMetadataType.TITLE) described.title = metadata || undefined
  else if (type === domainMetadataType.ELEMENT) setElement(described, metadata, key, uri)
  else throw unknownType()
}

function setElement(described: Described, text: string | undefined, key = '', uri = ''): void {
  const others = described.metadata?.elements().filter(({ namespace }) => namespace !== uri) ?? []
  const metadata = new XmlElement('metadata')
  metadata.children.push(...others)
  if (text !== undefined) {
    metadata.children.push(withPrefix(parseXml(text, '(metadata_xml)'), key, uri))
  }
  described.metadata = metadata.children.length > 0 ? metadata : undefined
}

/** The element with its own names in the prefix the caller chose. */
function withPrefix(element: XmlElement, key: string, uri: string): XmlElement {
  const copy = new XmlElement(`${key}:${element.localName}`, uri)
  copy.attributes.set(`xmlns:${key}`, uri)
  copyContent(element, copy, child => `${key}:${child.localName}`)
  return copy
}

function withoutPrefix(element: XmlElement): XmlElement {
  const copy = new XmlElement(element.localName, element.namespace)
  copyContent(element, copy, child => child.localName)
  return copy
}

function copyContent(from: XmlElement, to: XmlElement, nameOf: (child: XmlElement) => string): void {
  for (const [name, value] of from.attributes) if (!name.startsWith('xmlns')) to.attributes.set(name, value)
  for (const child of from.children) {
    if (typeof child === 'string') {
      to.children.push(child)
      continue
    }
    const copy = new XmlElement(nameOf(child), to.namespace)
    copyContent(child, copy, nameOf)
    to.children.push(copy)
  }
}

const unknownType = () => new LibvirtError('INVALID_ARG', 'unknown metadata type', { bare: true })
