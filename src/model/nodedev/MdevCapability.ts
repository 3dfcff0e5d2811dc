// Owns <capability type='mdev'>: a mediated device, a part of a device that is lent to a guest.
import { parseUint } from '../xml/parseInteger.js'
import { parseUuid } from '../xml/parseUuid.js'
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'

export interface MdevAttribute {
  readonly name: string
  readonly value: string
}

/** What a mediated device is made as; a running one and its definition can differ. */
export interface MdevConfiguration {
  readonly mdevType: string
  /** Set in this order when the device is made. */
  readonly attributes: readonly MdevAttribute[]
}

export interface MdevCapability extends MdevConfiguration {
  readonly type: 'mdev'
  readonly uuid?: string | undefined
  /** Address of the parent as mdevctl spells it, which a document does not tell. */
  readonly parentAddress?: string | undefined
  readonly iommuGroup: number
  /** Made when the host starts. */
  readonly autostart: boolean
}

/** @throws LibvirtError CONFIG_UNSUPPORTED, INTERNAL_ERROR */
export function parseMdevCapability(element: XmlElement, { device }: NodeDeviceContext): MdevCapability {
  const mdevType = nonEmpty(element.child('type'), 'id')
  if (mdevType === undefined) {
    throw refuseAt(element, `missing type id attribute for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  const uuidText = childText(element, 'uuid')
  const uuid = uuidText === undefined ? undefined : parseUuid(uuidText)
  if (uuidText !== undefined && uuid === undefined) {
    throw refuseAt(element, `Invalid uuid '${uuidText}' for new mdev device`, 'INTERNAL_ERROR')
  }
  const groupText = nonEmpty(element.child('iommuGroup'), 'number')
  const iommuGroup = groupText === undefined ? 0 : parseUint(groupText)
  if (iommuGroup === undefined) {
    throw refuseAt(element, `invalid iommuGroup number attribute for '${device}'`, 'INTERNAL_ERROR')
  }
  return {
    type: 'mdev',
    mdevType,
    uuid,
    iommuGroup,
    attributes: element.elements('attr').map(parseAttribute),
    autostart: false,
  }
}

function parseAttribute(element: XmlElement): MdevAttribute {
  const name = nonEmpty(element, 'name')
  const value = nonEmpty(element, 'value')
  if (name === undefined || value === undefined) {
    throw refuseAt(element, 'mdev attribute missing name or value', 'CONFIG_UNSUPPORTED')
  }
  return { name, value }
}

export function formatMdevCapability(writer: XmlWriter, mdev: MdevCapability): void {
  writer.element('type', { id: mdev.mdevType })
  writer.text('uuid', mdev.uuid).text('parent_addr', mdev.parentAddress)
  writer.element('iommuGroup', { number: mdev.iommuGroup })
  for (const { name, value } of mdev.attributes) writer.element('attr', { name, value })
}
