// Owns `<redirfilter>`: which USB devices of a client may be redirected; the first rule that fits decides.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { formatYesNo } from '../../xml/read.js'
import { readAttribute } from './attributeTable.js'
import { prefixedInt, yesNo } from './attributeTypes.js'

export interface RedirfilterRule {
  /** USB class, absent means any. */
  class?: number | undefined
  vendor?: number | undefined
  product?: number | undefined
  /** Binary coded decimal: 0x0213 is 2.13. */
  version?: number | undefined
  allow: boolean
}

export interface Redirfilter {
  kind: 'redirfilter'
  rules: RedirfilterRule[]
}

function parseNumber(element: XmlElement, name: string, max: number): number | undefined {
  const value = readAttribute(element, name, prefixedInt)
  if (value === undefined || value === -1) return undefined
  if (value < 0 || value > max) {
    const label = name === 'class' ? 'Class' : name
    throw new LibvirtError('INTERNAL_ERROR', `Invalid USB ${label} code 0x${(value >>> 0).toString(16)}`)
  }
  return value
}

/** `2.1` and `2.10` are the same release, `2.01` is not (virDomainRedirFilterUSBVersionHelper). */
function parseVersion(element: XmlElement): number | undefined {
  const text = element.attribute('version')
  if (text === undefined || text === '-1') return undefined
  const [major = '', minor = '', ...more] = text.split('.')
  if (!/^\d+$/.test(major) || !/^\d{1,2}$/.test(minor) || more.length > 0 || Number(major) > 99) {
    throw new LibvirtError('XML_ERROR', `Cannot parse USB device version ${text}`)
  }
  return Number.parseInt(major + minor.padEnd(2, '0'), 16)
}

function parseRule(element: XmlElement): RedirfilterRule {
  const allow = readAttribute(element, 'allow', yesNo)
  if (allow === undefined) throw new LibvirtError('XML_ERROR', "Missing required attribute 'allow' in element 'usbdev'")
  return {
    class: parseNumber(element, 'class', 0xff),
    vendor: parseNumber(element, 'vendor', 0xffff),
    product: parseNumber(element, 'product', 0xffff),
    version: parseVersion(element),
    allow,
  }
}

/** @throws LibvirtError XML_ERROR for numbers out of range */
export function parseRedirfilter(element: XmlElement): Redirfilter {
  return { kind: 'redirfilter', rules: element.elements('usbdev').map(parseRule) }
}

/** `2.13` for 0x0213, and `9.40` for 0x0940. */
function versionText(version: number | undefined): string | undefined {
  if (version === undefined) return undefined
  return `${(version >> 8).toString(16)}.${(version & 0xff).toString(16).padStart(2, '0')}`
}

export function formatRedirfilter(writer: XmlWriter, filter: Redirfilter): void {
  const hex = (value: number | undefined, digits: number) =>
    value === undefined ? undefined : `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`
  writer.element('redirfilter', {}, () => {
    for (const rule of filter.rules) {
      writer.element('usbdev', {
        class: hex(rule.class, 2),
        vendor: hex(rule.vendor, 4),
        product: hex(rule.product, 4),
        version: versionText(rule.version),
        allow: formatYesNo(rule.allow),
      })
    }
  })
}
