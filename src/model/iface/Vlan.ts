import { nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** A tagged sub-interface of another interface. */
export interface Vlan {
  /** VLAN id, kept as written. */
  readonly tag: string
  /** Name of the interface that carries it. */
  readonly device: string
}

/** @throws LibvirtError XML_ERROR */
export function parseVlan(element: XmlElement): Vlan {
  const tag = nonEmpty(element, 'tag')
  if (tag === undefined) throw refuseAt(element, 'vlan interface misses the tag attribute')
  const device = nonEmpty(element.child('interface'), 'name')
  if (device === undefined) throw refuseAt(element, 'vlan interface misses name attribute')
  return { tag, device }
}

export function formatVlan(writer: XmlWriter, vlan: Vlan): void {
  writer.element('vlan', { tag: vlan.tag }, () => writer.element('interface', { name: vlan.device }))
}
