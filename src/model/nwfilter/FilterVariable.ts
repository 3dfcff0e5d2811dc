// Owns `$NAME` in rules, and the values that references to a filter give to such names.
import { parseUint } from '../xml/parseInteger.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/**
 * Use of a variable: one of its values by index, or all of them one after the other. Variables with the same iterator step
 * together; those with different ones are combined with each other.
 */
export type VariableAccess =
  | { readonly name: string; readonly index: number }
  | { readonly name: string; readonly iterator: number }

/** Values by name; a name may have several. */
export type FilterVariables = ReadonlyMap<string, readonly string[]>

/** A filter used within another filter or bound to an interface. */
export interface FilterReference {
  readonly filter: string
  readonly parameters: FilterVariables
}

const largestIterator = 100

/** `NAME`, `NAME[3]` or `NAME[@2]`; undefined when it is none of these. */
export function parseVariableAccess(text: string): VariableAccess | undefined {
  const [, name = '', rest] = /^([A-Za-z0-9_]*)(?:\[(.*))?$/s.exec(text) ?? []
  if (rest === undefined) return /^[A-Za-z0-9_]*$/.test(text) ? { name, iterator: 0 } : undefined
  // What stands behind the bracket does not matter: there are filters with blanks there.
  const [, at, digits = ''] = /^\s*(@?)\s*(\d+)\s*\]/.exec(rest) ?? []
  const number = parseUint(digits)
  if (number === undefined) return undefined
  if (at === '') return { name, index: number }
  return number <= largestIterator ? { name, iterator: number } : undefined
}

/** The access as libvirt writes it; the first iterator is the usual one and is left out. */
export function formatVariableAccess(access: VariableAccess): string {
  if ('index' in access) return `$${access.name}[${access.index}]`
  return access.iterator === 0 ? `$${access.name}` : `$${access.name}[@${access.iterator}]`
}

/** Parameters of a reference; names and values with other than the allowed characters are passed over, as in libvirt. */
export function parseParameters(element: XmlElement): FilterVariables {
  const parameters = new Map<string, string[]>()
  for (const child of element.elements('parameter')) {
    const name = child.attribute('name')
    const value = child.attribute('value')
    if (name === undefined || !/^[A-Za-z0-9_]*$/.test(name)) continue
    if (value === undefined || !/^[A-Za-z0-9_.:]+$/.test(value)) continue
    parameters.set(name, [...(parameters.get(name) ?? []), value])
  }
  return parameters
}

/** Writes `<filterref>` with its parameters sorted by name. */
export function formatFilterReference(writer: XmlWriter, { filter, parameters }: FilterReference): void {
  const byName = [...parameters].sort(([left], [right]) => (left < right ? -1 : 1))
  writer.element('filterref', { filter }, () => {
    for (const [name, values] of byName) {
      for (const value of values) writer.element('parameter', { name, value })
    }
  })
}
