// Owns the capabilities of S/390's cryptographic adapters.
import { parseInteger } from '../xml/parseInteger.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatMdevTypes, type MdevType, parseNestedMdevTypes } from './MdevTypes.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { hexId } from './supplied.js'

export type ApCapability =
  | { readonly type: 'ap_card'; readonly adapter: number }
  | { readonly type: 'ap_queue'; readonly adapter: number; readonly domain: number }
  | { readonly type: 'ap_matrix'; readonly mdevTypes?: readonly MdevType[] | undefined }

const largestDomain = 255

function number(element: XmlElement, name: 'ap-adapter' | 'ap-domain', device: string): number {
  const text = childText(element, name)
  if (text === undefined) throw refuseAt(element, `missing ${name} value for '${device}'`, 'CONFIG_UNSUPPORTED')
  const value = parseInteger(text, { min: 0n, max: 0xffffffffn, base: 0 })
  if (value === undefined) {
    throw refuseAt(element, `invalid ${name} value '${text}' for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  if (name === 'ap-domain' && value > largestDomain) {
    throw refuseAt(element, `${name} value '${text}' is out of range for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  return Number(value)
}

/** @throws LibvirtError CONFIG_UNSUPPORTED */
export function parseApCard(element: XmlElement, { device }: NodeDeviceContext): ApCapability {
  return { type: 'ap_card', adapter: number(element, 'ap-adapter', device) }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED */
export function parseApQueue(element: XmlElement, { device }: NodeDeviceContext): ApCapability {
  const adapter = number(element, 'ap-adapter', device)
  return { type: 'ap_queue', adapter, domain: number(element, 'ap-domain', device) }
}

/** @throws LibvirtError XML_ERROR */
export function parseApMatrix(element: XmlElement): ApCapability {
  return { type: 'ap_matrix', mdevTypes: parseNestedMdevTypes(element) }
}

export function formatApCapability(writer: XmlWriter, ap: ApCapability): void {
  if (ap.type === 'ap_matrix') return formatMdevTypes(writer, ap.mdevTypes)
  writer.text('ap-adapter', hexId(ap.adapter, 2))
  if (ap.type === 'ap_queue') writer.text('ap-domain', hexId(ap.domain, 4))
}
