// Owns the in-memory tree of one XML document. Reading goes through typed accessors in read.ts, writing through XmlWriter.

/** One element: prefixed name, attributes in document order, children, and where it stood in the source. */
export class XmlElement {
  readonly attributes = new Map<string, string>()
  readonly children: (XmlElement | string)[] = []

  constructor(
    /** Qualified name as written, e.g. `qemu:commandline`. */
    readonly name: string,
    /** Namespace URI, empty when there is none. */
    readonly namespace = '',
    readonly parent?: XmlElement,
    /** 1-based line of the start tag. */
    readonly line = 0,
    /** 1-based column of the start tag. */
    readonly column = 0,
  ) {}

  /** Name without its prefix. */
  get localName(): string {
    return this.name.slice(this.name.indexOf(':') + 1)
  }

  /** First child element of that name; without a prefix only elements in no namespace match. */
  child(name: string): XmlElement | undefined {
    for (const child of this.children) if (child instanceof XmlElement && child.name === name) return child
    return undefined
  }

  /** Child elements, all or those of one name, in document order. */
  elements(name?: string): XmlElement[] {
    const found: XmlElement[] = []
    for (const child of this.children) {
      if (child instanceof XmlElement && (name === undefined || child.name === name)) found.push(child)
    }
    return found
  }

  /** Descends along child names; undefined as soon as one is missing. */
  descend(...names: string[]): XmlElement | undefined {
    return names.reduce<XmlElement | undefined>((at, name) => at?.child(name), this)
  }

  attribute(name: string): string | undefined {
    return this.attributes.get(name)
  }

  /** All text below this element, as XPath's string() gives it. */
  get text(): string {
    let text = ''
    for (const child of this.children) text += typeof child === 'string' ? child : child.text
    return text
  }

  /** Path from the root, for error messages: `/domain/devices/disk[2]`. */
  get path(): string {
    if (!this.parent) return `/${this.name}`
    const same = this.parent.elements(this.name)
    const index = same.length > 1 ? `[${same.indexOf(this) + 1}]` : ''
    return `${this.parent.path}/${this.name}${index}`
  }
}
