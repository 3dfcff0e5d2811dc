// Owns <capability type='vpd'>: Vital Product Data of a PCI device, section 6.28 of the PCI local bus specification.
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** A field a vendor numbered; the index is one character. */
export interface VpdField {
  readonly index: string
  readonly value: string
}

const readOnlyNames = ['change_level', 'manufacture_id', 'part_number', 'serial_number'] as const

export interface PciVpd {
  readonly name: string
  readonly readOnly?:
    | (Partial<Record<(typeof readOnlyNames)[number], string>> & { readonly vendor: readonly VpdField[] })
    | undefined
  readonly readWrite?:
    | {
        readonly assetTag?: string | undefined
        readonly vendor: readonly VpdField[]
        readonly system: readonly VpdField[]
      }
    | undefined
}

/** @throws LibvirtError XML_ERROR */
export function parsePciVpd(element: XmlElement): PciVpd {
  const name = childText(element, 'name')
  if (name === undefined) throw refuseAt(element, 'Could not read a device name from the <name> element')
  let readOnly: PciVpd['readOnly']
  let readWrite: PciVpd['readWrite']
  for (const fields of element.elements('fields')) {
    const access = fields.attribute('access')
    if (access === undefined) continue
    if (access === '') throw refuseAt(fields, 'VPD fields access type parsing has failed')
    if (access === 'readonly') readOnly = parseReadOnly(fields)
    else if (access === 'readwrite') readWrite = parseReadWrite(fields)
    else throw refuseAt(fields, `Unsupported VPD field access type specified ${access}`)
  }
  return { name, readOnly, readWrite }
}

function parseReadOnly(element: XmlElement): PciVpd['readOnly'] {
  const named = readOnlyNames.flatMap(name => {
    const value = childText(element, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(named), vendor: parseFields(element, 'vendor_field') }
}

function parseReadWrite(element: XmlElement): PciVpd['readWrite'] {
  return {
    assetTag: childText(element, 'asset_tag'),
    vendor: parseFields(element, 'vendor_field'),
    system: parseFields(element, 'system_field'),
  }
}

/** Fields without a value or with a longer index are left out; a later one of the same index takes the earlier's place. */
function parseFields(element: XmlElement, name: 'vendor_field' | 'system_field'): VpdField[] {
  const fields = new Map<string, string>()
  for (const child of element.elements(name)) {
    const index = nonEmpty(child, 'index')
    if (index?.length === 1 && child.text !== '') fields.set(index, child.text)
  }
  return [...fields].map(([index, value]) => ({ index, value }))
}

export function formatPciVpd(writer: XmlWriter, { name, readOnly, readWrite }: PciVpd): void {
  const fields = (element: string, list: readonly VpdField[]) => {
    for (const { index, value } of list) writer.element(element, { index }, value)
  }
  writer.element('capability', { type: 'vpd' }, () => {
    writer.text('name', name)
    if (readOnly) {
      writer.element('fields', { access: 'readonly' }, () => {
        for (const known of readOnlyNames) writer.text(known, readOnly[known])
        fields('vendor_field', readOnly.vendor)
      })
    }
    if (readWrite) {
      writer.element('fields', { access: 'readwrite' }, () => {
        writer.text('asset_tag', readWrite.assetTag)
        fields('vendor_field', readWrite.vendor)
        fields('system_field', readWrite.system)
      })
    }
  })
}
