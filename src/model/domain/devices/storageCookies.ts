// Owns `<cookies>`: what a web server is told with each request. They may log somebody in, so they are secrets.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'

export interface StorageCookie {
  name: string
  value: string
}

// What RFC 6265, section 4.1.1, keeps out of values, and what it keeps out of names besides.
const badInValue = /[^!-~\u{80}-\u{10ffff}]|[",;\\]/u
const badInName = /[()<>@:/[\]?={}]/

function parseCookie(element: XmlElement): StorageCookie {
  const name = element.attribute('name')
  const value = element.text
  const refuse = (text: string) => new LibvirtError('XML_ERROR', text)
  if (!name) throw refuse('missing cookie name')
  if (value === '') throw refuse(`missing value for cookie '${name}'`)
  if (badInName.test(name) || badInValue.test(name)) throw refuse(`cookie name '${name}' contains invalid characters`)
  const bare = /^"(.*)"$/s.exec(value)?.[1] ?? value
  if (badInValue.test(bare)) throw refuse(`value of cookie '${name}' contains invalid characters`)
  return { name, value }
}

/** @throws LibvirtError XML_ERROR for what RFC 6265 does not allow, and for a name that comes twice */
export function parseCookies(element: XmlElement | undefined): StorageCookie[] | undefined {
  const cookies = element?.elements('cookie').map(parseCookie)
  const names = new Set<string>()
  for (const { name } of cookies ?? []) {
    if (names.has(name)) throw new LibvirtError('XML_ERROR', `duplicate cookie '${name}'`)
    names.add(name)
  }
  return cookies && cookies.length > 0 ? cookies : undefined
}

/** Writes the cookies where secrets are wanted. */
export function formatCookies(writer: XmlWriter, cookies: readonly StorageCookie[] = [], options: FormatOptions): void {
  if (cookies.length === 0 || !options.secure) return
  writer.element('cookies', {}, () => {
    for (const { name, value } of cookies) writer.element('cookie', { name }, value)
  })
}
