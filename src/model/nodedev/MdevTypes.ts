// Owns <capability type='mdev_types'>: the kinds of mediated devices a parent can make.
import { parseUint } from '../xml/parseInteger.js'
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface MdevType {
  readonly id: string
  readonly name?: string | undefined
  readonly deviceApi: string
  /** How many more can be made. */
  readonly availableInstances: number
}

/** @throws LibvirtError XML_ERROR */
export function parseMdevTypes(element: XmlElement): MdevType[] {
  return element.elements('type').map(type => {
    const id = nonEmpty(type, 'id')
    if (id === undefined) throw refuseAt(type, "missing 'id' attribute for mediated device's <type> element")
    const deviceApi = childText(type, 'deviceAPI')
    if (deviceApi === undefined) throw refuseAt(type, `missing device API for mediated device type '${id}'`)
    const availableInstances = parseUint(childText(type, 'availableInstances') ?? '')
    if (availableInstances === undefined) {
      throw refuseAt(type, `missing number of available instances for mediated device type '${id}'`)
    }
    return { id, name: childText(type, 'name'), deviceApi, availableInstances }
  })
}

/** Writes nothing when there are none. */
export function formatMdevTypes(writer: XmlWriter, types: readonly MdevType[] | undefined): void {
  if (!types || types.length === 0) return
  writer.element('capability', { type: 'mdev_types' }, () => {
    for (const { id, name, deviceApi, availableInstances } of types) {
      writer.element('type', { id }, () => {
        writer.text('name', name).text('deviceAPI', deviceApi).text('availableInstances', availableInstances)
      })
    }
  })
}

/** The types among the capabilities within a capability. @throws LibvirtError XML_ERROR */
export function parseNestedMdevTypes(element: XmlElement): MdevType[] | undefined {
  let types: MdevType[] | undefined
  for (const child of element.elements('capability')) {
    const type = child.attribute('type')
    if (type === undefined) throw refuseAt(child, 'Missing capability type')
    if (type === 'mdev_types') types = [...(types ?? []), ...parseMdevTypes(child)]
  }
  return types
}
