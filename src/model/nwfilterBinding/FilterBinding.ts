// Owns the tie between a guest's interface and the filter on it.
import { parseMacAddress } from '../network/macAddress.js'
import { type FilterReference, formatFilterReference, parseParameters } from '../nwfilter/FilterVariable.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { XmlWriter } from '../xml/XmlWriter.js'

export interface FilterBinding {
  /** The guest. */
  readonly owner: { readonly name: string; readonly uuid: string }
  /** The interface on the host. */
  readonly portDevice: string
  /** The device the interface is a macvtap of. */
  readonly linkDevice?: string | undefined
  readonly mac: string
  readonly reference: FilterReference
}

/** @throws LibvirtError INTERNAL_ERROR, XML_ERROR, XML_DETAIL */
export function parseFilterBinding(text: string): FilterBinding {
  return parseFilterBindingElement(parseXmlRoot(text, '(nwfilterbinding_definition)', 'filterbinding'))
}

/** The binding an element describes, as in status files. @throws as `parseFilterBinding` */
export function parseFilterBindingElement(root: XmlElement): FilterBinding {
  const missing = (what: string) => refuseAt(root, `filter binding has no ${what}`, 'INTERNAL_ERROR')
  const portDevice = nonEmpty(root.child('portdev'), 'name')
  if (portDevice === undefined) throw missing('port dev name')
  const linkDevice = nonEmpty(root.child('linkdev'), 'name')
  if (root.child('linkdev') && linkDevice === undefined) throw missing('link dev name')
  const name = childText(root, 'owner', 'name')
  if (name === undefined) throw missing('owner name')
  const uuidText = childText(root, 'owner', 'uuid')
  if (uuidText === undefined) throw missing('owner UUID')
  const uuid = parseUuid(uuidText)
  if (uuid === undefined) throw refuseAt(root, `Unable to parse UUID '${uuidText}'`, 'INTERNAL_ERROR')
  const macText = nonEmpty(root.child('mac'), 'address')
  if (macText === undefined) throw missing('MAC address')
  const mac = parseMacAddress(macText)
  if (mac === undefined) throw refuseAt(root, `Unable to parse MAC '${macText}'`, 'INTERNAL_ERROR')
  const element = root.child('filterref')
  const filter = nonEmpty(element, 'filter')
  if (!element || filter === undefined) throw missing('filter reference')
  const reference = { filter, parameters: parseParameters(element) }
  return { owner: { name, uuid }, portDevice, linkDevice, mac, reference }
}

/** The document of a binding, as `virsh nwfilter-binding-dumpxml` shows it. */
export function formatFilterBinding(binding: FilterBinding): string {
  const writer = new XmlWriter()
  writeFilterBinding(writer, binding)
  return writer.toString()
}

/** Writes the binding as part of another document. */
export function writeFilterBinding(writer: XmlWriter, binding: FilterBinding): void {
  const { owner, portDevice, linkDevice, mac, reference } = binding
  writer.element('filterbinding', {}, () => {
    writer.element('owner', {}, () => writer.text('name', owner.name).text('uuid', owner.uuid))
    writer.element('portdev', { name: portDevice })
    if (linkDevice !== undefined) writer.element('linkdev', { name: linkDevice })
    writer.element('mac', { address: mac })
    formatFilterReference(writer, reference)
  })
}
