// Owns <permissions>: who may use a pool's folder or a volume.
import { parseInteger } from '../xml/parseInteger.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** What is missing is left as it is. */
export interface Permissions {
  /** The nine permission bits. */
  readonly mode?: number | undefined
  /** Number of a user, below 2^32-1. */
  readonly owner?: number | undefined
  readonly group?: number | undefined
  readonly label?: string | undefined
}

const nobody = 0xffff_ffff

/** @throws LibvirtError XML_ERROR */
export function parsePermissions(element: XmlElement | undefined): Permissions {
  if (!element) return {}
  return {
    mode: parseMode(element),
    owner: parseId(element, 'owner'),
    group: parseId(element, 'group'),
    label: childText(element, 'label'),
  }
}

function parseMode(element: XmlElement): number | undefined {
  const text = childText(element, 'mode')
  if (text === undefined) return undefined
  const mode = /^\s*\+?[0-7]+$/.test(text) ? Number.parseInt(text.trim().replace('+', ''), 8) : nobody
  if (mode > 0o777) throw refuseAt(element, 'malformed octal mode')
  return mode
}

/** -1, which older releases wrote, and 2^32-1, which is the same to the kernel, mean nobody in particular. */
function parseId(element: XmlElement, name: 'owner' | 'group'): number | undefined {
  const child = element.child(name)
  if (!child) return undefined
  const id = parseInteger(child.text, { min: -1n, max: BigInt(nobody), base: 10 })
  if (id === undefined) throw refuseAt(element, `malformed ${name} element`)
  return id < 0n || id === BigInt(nobody) ? undefined : Number(id)
}

/** Writes nothing when nothing is said. Ids are written as signed numbers of 32 bits, as libvirt always did. */
export function formatPermissions(writer: XmlWriter, { mode, owner, group, label }: Permissions): void {
  writer.elementIfAny('permissions', {}, () => {
    writer.text('mode', mode === undefined ? undefined : `0${mode.toString(8)}`)
    writer.text('owner', owner === undefined ? undefined : owner | 0)
    writer.text('group', group === undefined ? undefined : group | 0)
    writer.text('label', label)
  })
}
