// Owns <vlan>: the VLAN tags of a port.
import { oneOf, refuseAt, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

const nativeModes = ['tagged', 'untagged'] as const
const largestTag = 4095

/** VLAN tags; more than one, or a native one, make the port a trunk. */
export interface Vlan {
  readonly trunk: boolean
  readonly tags: readonly number[]
  /** What happens to frames without tag: they belong to this VLAN. */
  readonly native?: { readonly tag: number; readonly mode: (typeof nativeModes)[number] } | undefined
}

/** @throws LibvirtError XML_ERROR */
export function parseVlan(element: XmlElement): Vlan {
  const tags: number[] = []
  let native: Vlan['native']
  for (const child of element.elements('tag')) {
    const tag = uint(child, 'id', { required: true })
    if (tag > largestTag) throw refuseAt(child, `vlan tag id ${tag} too large (maximum ${largestTag})`)
    const mode = child.attribute('nativeMode')
    if (mode) {
      const nativeMode = oneOf(mode, nativeModes)
      if (nativeMode === undefined) throw refuseAt(child, `Invalid "nativeMode='${mode}'" in vlan <tag> element`)
      if (native) throw refuseAt(child, 'duplicate native vlan setting')
      native = { tag, mode: nativeMode }
    }
    tags.push(tag)
  }
  if (tags.length === 0) {
    throw refuseAt(element, "missing tag id - each <vlan> must have at least one <tag id='n'/> subelement")
  }
  return { trunk: parseTrunk(element, tags, native !== undefined), tags, native }
}

function parseTrunk(element: XmlElement, tags: readonly number[], native: boolean): boolean {
  const text = element.attribute('trunk')
  if (!text) return tags.length > 1 || native
  const trunk = text.toLowerCase() === 'yes'
  if (trunk) return true
  if (tags.length > 1) {
    throw refuseAt(element, `invalid "trunk='${text}'" in <vlan> - trunk='yes' is required for more than one vlan tag`)
  }
  if (native) {
    throw refuseAt(element, `invalid configuration in <vlan> - "trunk='no'" is not allowed with a native vlan id`)
  }
  if (text.toLowerCase() !== 'no') throw refuseAt(element, `invalid "trunk='${text}'" in <vlan> - must be yes or no`)
  return false
}

export function formatVlan(writer: XmlWriter, vlan: Vlan | undefined): void {
  if (!vlan) return
  writer.element('vlan', { trunk: vlan.trunk ? 'yes' : undefined }, () => {
    for (const id of vlan.tags) {
      writer.element('tag', { id, nativeMode: vlan.native?.tag === id ? vlan.native.mode : undefined })
    }
  })
}
