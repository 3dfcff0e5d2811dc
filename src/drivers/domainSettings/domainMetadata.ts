// Title, description and applications' own elements of a domain (virDomainSetMetadata).
import { domainMetadataType } from '../../api/enums/domain.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Domain } from '../../model/domain/Domain.js'
import { parseXml } from '../../model/xml/parseXml.js'
import { XmlElement } from '../../model/xml/XmlElement.js'
import { XmlWriter } from '../../model/xml/XmlWriter.js'

export interface MetadataChange {
  readonly type: number
  /** Undefined takes the metadata away. */
  readonly metadata: string | undefined
  /** Prefix of the element's namespace. */
  readonly key: string | undefined
  readonly uri: string | undefined
}

/** @throws LibvirtError NO_DOMAIN_METADATA when there is none, INVALID_ARG for an unknown type */
export function getMetadata(domain: Domain, type: number, uri: string | undefined): string {
  const found = readMetadata(domain, type, uri)
  if (found === undefined) throw new LibvirtError('NO_DOMAIN_METADATA', 'Requested metadata element is not present')
  return found
}

function readMetadata(domain: Domain, type: number, uri: string | undefined): string | undefined {
  if (type === domainMetadataType.DESCRIPTION) return domain.description
  if (type === domainMetadataType.TITLE) return domain.title
  if (type !== domainMetadataType.ELEMENT) throw unknownType()
  const element = domain.metadata?.elements().find(({ namespace }) => namespace === uri)
  // The element stands alone here, so it keeps no prefix of the document around it.
  return element && new XmlWriter().tree(withoutPrefix(element)).toString().trimEnd()
}

/** Changes the definition in place. @throws LibvirtError INVALID_ARG, XML_ERROR */
export function setMetadata(domain: Domain, { type, metadata, key, uri }: MetadataChange): void {
  if (type === domainMetadataType.DESCRIPTION) domain.description = metadata || undefined
  else if (type === domainMetadataType.TITLE) domain.title = metadata || undefined
  else if (type === domainMetadataType.ELEMENT) setElement(domain, metadata, key, uri)
  else throw unknownType()
}

function setElement(domain: Domain, text: string | undefined, key = '', uri = ''): void {
  const others = domain.metadata?.elements().filter(({ namespace }) => namespace !== uri) ?? []
  const metadata = new XmlElement('metadata')
  metadata.children.push(...others)
  if (text !== undefined) {
    metadata.children.push(withPrefix(parseXml(text, '(metadata_xml)'), key, uri))
  }
  domain.metadata = metadata.children.length > 0 ? metadata : undefined
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
