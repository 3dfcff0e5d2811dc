// Reads the numbers in child elements of a capability, refused in the words `no X supplied for 'device'`.
import { parseInteger } from '../xml/parseInteger.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'

const uint32Max = 0xffff_ffffn

/**
 * A number of 32 bits, or of 64 with `max`.
 * @param what what libvirt calls it, e.g. `PCI bus ID`
 * @throws LibvirtError INTERNAL_ERROR when it is missing or none
 */
export function suppliedNumber(
  element: XmlElement,
  text: string | undefined,
  what: string,
  device: string,
  { base = 10, max = uint32Max }: { base?: 10 | 16; max?: bigint } = {},
): bigint {
  if (text === undefined) throw refuseAt(element, `no ${what} supplied for '${device}'`, 'INTERNAL_ERROR')
  const value = parseInteger(text, { min: 0n, max, base })
  if (value === undefined) throw refuseAt(element, `invalid ${what} supplied for '${device}'`, 'INTERNAL_ERROR')
  return value
}

/** The number in a child element. @throws as `suppliedNumber` */
export function suppliedUint(element: XmlElement, child: string, what: string, device: string): number {
  return Number(suppliedNumber(element, childText(element, child), what, device))
}

/** The hexadecimal `id` of a child element, and the name in it. */
export interface NamedId {
  readonly id: number
  readonly name?: string | undefined
}

/** @throws as `suppliedNumber` */
export function suppliedId(element: XmlElement, child: string, what: string, device: string): NamedId {
  const found = element.child(child)
  const text = found?.attribute('id') || undefined
  const id = suppliedNumber(element, text, what, device, { base: 16 })
  return { id: Number(id), name: found?.text || undefined }
}

/** An optional signed number. @throws LibvirtError INTERNAL_ERROR when there is text that is none */
export function optionalInt(element: XmlElement, text: string | undefined, what: string, device: string) {
  if (!text) return undefined
  const value = parseInteger(text, { min: -(2n ** 31n), max: 2n ** 31n - 1n, base: 10 })
  if (value === undefined) throw refuseAt(element, `invalid ${what} supplied for '${device}'`, 'INTERNAL_ERROR')
  return Number(value)
}

/** Text of an id as libvirt writes it: `0x` and at least so many digits. */
export function hexId(id: number, digits: number): string {
  return `0x${id.toString(16).padStart(digits, '0')}`
}
