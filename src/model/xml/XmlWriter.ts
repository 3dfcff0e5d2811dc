// Writes XML the way libvirt does: two blanks per level, single quotes, one element a line.
import { XmlElement } from './XmlElement.js'

/** Attribute values; undefined ones are left out, numbers and bigints are written in decimal. */
export type XmlAttributes = Record<string, string | number | bigint | undefined>

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' }

/** Escapes the five characters libvirt escapes, in text and attribute values alike. */
export function escapeXml(text: string): string {
  return /[&<>'"]/.test(text) ? text.replace(/[&<>'"]/g, character => escapes[character] ?? character) : text
}

/** Collects lines of a document; the caller nests through callbacks. */
export class XmlWriter {
  #text = ''
  #indent: string

  /** @param depth levels of indentation to start with */
  constructor(depth = 0) {
    this.#indent = '  '.repeat(depth)
  }

  /** `<name attributes/>` without content, `<name>text</name>` with text, a nested block with a callback. */
  element(name: string, attributes: XmlAttributes = {}, content?: string | number | bigint | (() => void)): this {
    const open = `<${name}${formatAttributes(attributes)}`
    if (content === undefined || typeof content === 'function') {
      return this.#write(open, name, content ? this.#block(content) : '')
    }
    this.#text += `${this.#indent}${open}>${escapeXml(String(content))}</${name}>\n`
    return this
  }

  /** Like `element` with a block, but with an end tag even around nothing: libvirt writes some elements like that. */
  enclosing(name: string, attributes: XmlAttributes, content: () => void): this {
    const inner = this.#block(content)
    this.#text += `${this.#indent}<${name}${formatAttributes(attributes)}>\n${inner}${this.#indent}</${name}>\n`
    return this
  }

  /** Like `element`, but writes nothing at all when there are neither attributes nor content. */
  elementIfAny(name: string, attributes: XmlAttributes, content?: () => void): this {
    const given = formatAttributes(attributes)
    const inner = content ? this.#block(content) : ''
    return given === '' && inner === '' ? this : this.#write(`<${name}${given}`, name, inner)
  }

  /** `<name>value</name>` when the value is there. */
  text(name: string, value: string | number | bigint | undefined): this {
    return value === undefined ? this : this.element(name, {}, value)
  }

  /** A tree kept as it was read (metadata), indented anew and with double quotes, as libxml2 writes it. */
  tree(element: XmlElement): this {
    const kids = element.elements()
    const open = `<${element.name}${[...element.attributes].map(quotedAttribute).join('')}`
    if (kids.length > 0) {
      const inner = this.#block(() => kids.forEach(kid => this.tree(kid)))
      return this.#write(open, element.name, inner)
    }
    const text = element.children.length > 0 ? `>${escapeText(element.text)}</${element.name}>` : '/>'
    this.#text += `${this.#indent}${open}${text}\n`
    return this
  }

  toString(): string {
    return this.#text
  }

  /** What a callback writes, one level deeper, set aside from the text so far. */
  #block(content: () => void): string {
    const before = this.#text
    const indent = this.#indent
    this.#text = ''
    this.#indent += '  '
    content()
    const inner = this.#text
    this.#text = before
    this.#indent = indent
    return inner
  }

  /** An element around a block; one that wrote nothing closes itself, as libvirt's virXMLFormatElement does. */
  #write(open: string, name: string, inner: string): this {
    this.#text += this.#indent + open + (inner === '' ? '/>\n' : `>\n${inner}${this.#indent}</${name}>\n`)
    return this
  }
}

function formatAttributes(attributes: XmlAttributes): string {
  let text = ''
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== undefined) text += ` ${name}='${typeof value === 'string' ? escapeXml(value) : value}'`
  }
  return text
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, character => escapes[character] ?? character)
}

function quotedAttribute([name, value]: readonly [string, string]): string {
  return ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`
}
