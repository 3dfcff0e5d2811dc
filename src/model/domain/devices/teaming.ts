// Owns `<teaming>`: a passed-through card and a virtio one standing in for each other.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, string } from './attributeTypes.js'

/** Also used for writing. */
export const teaming = attributeTable({
  type: required(
    refusing(oneOf('persistent', 'transient'), type => `unknown teaming type '${type}'`),
    () => new LibvirtError('CONFIG_UNSUPPORTED', "unknown teaming type '(null)'"),
  ),
  persistent: string,
})
export type Teaming = TableValue<typeof teaming>

/** @throws LibvirtError XML_ERROR unless a transient one, and only it, names its partner */
export function parseTeaming(element: XmlElement | undefined): Teaming | undefined {
  if (element === undefined) return undefined
  const given = teaming.parse(element)
  if ((given.type === 'transient') !== (given.persistent !== undefined)) {
    if (given.type === 'persistent') {
      throw new LibvirtError('XML_ERROR', "teaming persistent attribute not allowed if teaming type is 'persistent'")
    }
    throw new LibvirtError(
      'CONFIG_UNSUPPORTED',
      "teaming persistent attribute must be set if teaming type is 'transient'",
    )
  }
  return given
}
