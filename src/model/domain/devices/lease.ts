// Owns `<lease>`: a lock held in a lockspace for as long as the guest runs.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { attributeTable } from './attributeTable.js'
import { string, ulong } from './attributeTypes.js'

export interface Lease {
  kind: 'lease'
  lockspace?: string | undefined
  key: string
  path: string
  /** Bytes into the file. */
  offset?: bigint | undefined
}

const target = attributeTable({ path: string, offset: ulong })

/** @throws LibvirtError XML_ERROR without key or path */
export function parseLease(element: XmlElement): Lease {
  const targetElement = element.child('target')
  const { path, offset } = target.parse(targetElement)
  const key = childText(element, 'key')
  if (key === undefined) throw new LibvirtError('XML_ERROR', "Missing 'key' element for lease")
  if (targetElement === undefined) throw new LibvirtError('XML_ERROR', "Missing 'target' element for lease")
  if (path === undefined) {
    throw new LibvirtError('XML_ERROR', "Missing 'path' attribute to 'target' element for lease")
  }
  return { kind: 'lease', lockspace: childText(element, 'lockspace'), key, path, offset }
}

export function formatLease(writer: XmlWriter, lease: Lease): void {
  writer.element('lease', {}, () => {
    writer.text('lockspace', lease.lockspace).text('key', lease.key)
    writer.element('target', target.format({ path: lease.path, offset: lease.offset || undefined }))
  })
}
