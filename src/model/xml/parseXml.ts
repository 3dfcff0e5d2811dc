// Turns text into a tree and refuses what no libvirt document needs: DOCTYPE (entity bombs, external entities),
// absurd depth and size. Everything about meaning is left to the models.
import { SaxesParser } from 'saxes'
import { LibvirtError } from '../../api/LibvirtError.js'
import { XmlElement } from './XmlElement.js'

/** Deepest accepted nesting of elements. Time grows with the square of depth, see libxml2's own limit of 256. */
export const maxXmlDepth = 256
/** Longest accepted document in UTF-16 units (16 Mi); a protocol string is at most 4 MiB. */
export const maxXmlLength = 16 * 1024 * 1024

/**
 * Parses one document and returns its root.
 * @param source name used in messages, e.g. `(domain_definition)`
 * @throws LibvirtError XML_DETAIL with `at line L:` and the column when the text is not well formed or is refused
 */
export function parseXml(text: string, source = '(document)'): XmlElement {
  if (text.length > maxXmlLength) {
    throw new LibvirtError('XML_ERROR', `${source}: document is larger than ${maxXmlLength} characters`)
  }
  const parser = new SaxesParser({ xmlns: true, position: true, fileName: '' })
  let root: XmlElement | undefined
  let open: XmlElement | undefined
  let depth = 0
  // Positions are those of the parser's cursor, which stands just behind the construct being reported.
  const refuse = (why: string): never => {
    throw new LibvirtError('XML_DETAIL', `${source}:${parser.line}: ${why} at column ${parser.column}`)
  }
  parser.on('error', error => refuse(error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')))
  parser.on('doctype', () => refuse('document type declarations are not accepted'))
  parser.on('opentag', tag => {
    if (++depth > maxXmlDepth) refuse(`elements nest deeper than ${maxXmlDepth}`)
    const element = new XmlElement(tag.name, tag.uri, open, parser.line, parser.column)
    for (const [name, attribute] of Object.entries(tag.attributes)) element.attributes.set(name, attribute.value)
    if (open) open.children.push(element)
    else root = element
    open = element
  })
  parser.on('closetag', () => {
    depth--
    open = open?.parent
  })
  const addText = (piece: string) => {
    if (open) open.children.push(piece)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(text).close()
  return root ?? refuse('document is empty')
}

/** Parses and demands a root element, with libvirt's wording for another one. */
export function parseXmlRoot(text: string, source: string, rootName: string): XmlElement {
  const root = parseXml(text, source)
  if (root.name !== rootName) {
    throw new LibvirtError('XML_ERROR', `unexpected root element <${root.name}>, expecting <${rootName}>`)
  }
  return root
}
