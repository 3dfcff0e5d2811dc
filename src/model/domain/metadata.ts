// `<metadata>`: data of applications, kept as it came in and told apart by namespace.
import { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Reads the element, keeping only the first child of each namespace, and none without one. */
export function parseMetadata(root: XmlElement): XmlElement | undefined {
  const element = root.child('metadata')
  if (!element) return undefined
  const kept = new XmlElement('metadata', '', undefined, element.line, element.column)
  const seen = new Set<string>()
  for (const child of element.elements()) {
    if (child.namespace === '' || seen.has(child.namespace)) continue
    seen.add(child.namespace)
    kept.children.push(selfContained(child))
  }
  return kept
}

/** A copy which declares the prefixes that it borrowed from elements around it. */
function selfContained(element: XmlElement): XmlElement {
  const copy = new XmlElement(element.name, element.namespace, undefined, element.line, element.column)
  const prefix = element.name.includes(':') ? element.name.slice(0, element.name.indexOf(':')) : undefined
  const declaration = prefix === undefined ? 'xmlns' : `xmlns:${prefix}`
  if (!element.attributes.has(declaration)) copy.attributes.set(declaration, element.namespace)
  for (const [name, value] of element.attributes) copy.attributes.set(name, value)
  copy.children.push(...element.children)
  return copy
}

export function formatMetadata(writer: XmlWriter, metadata: XmlElement | undefined): void {
  if (metadata) writer.tree(metadata)
}
