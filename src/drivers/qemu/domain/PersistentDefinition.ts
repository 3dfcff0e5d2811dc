// A persistent definition as it waits for its use: packed text, and what it means for as long as somebody works with it.
// Thousands of guests are defined on some hosts while few are looked at; parsed, each takes some 40 KiB.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'

/** Definitions that stay parsed: those last used. */
const mostParsed = 128
const recentlyUsed = new Set<PersistentDefinition>()

export class PersistentDefinition {
  #packed: Buffer
  /** Texts read at the start are packed once there is time for it. */
  #isPacked: boolean
  #domain: Domain | undefined
  /** Whether everybody may see the text as it is; undefined until it was looked at. */
  #plain: boolean | undefined

  private constructor(
    text: string,
    private readonly parse: (text: string) => Domain,
    packed: boolean,
  ) {
    this.#packed = packed ? pack(text) : Buffer.from(text)
    this.#isPacked = packed
  }

  /** From a file that is believed until it is looked into. @param parse throws LibvirtError for a text that is damaged */
  static ofText(text: string, parse: (text: string) => Domain): PersistentDefinition {
    return new PersistentDefinition(text, parse, false)
  }

  /** @param text the definition as it is written to disk */
  static ofDomain(domain: Domain, text: string, parse: (text: string) => Domain): PersistentDefinition {
    const definition = new PersistentDefinition(text, parse, true)
    definition.#domain = domain
    touch(definition)
    return definition
  }

  /** What it says. The same object for as long as it is in use; a change is a new definition. @throws LibvirtError */
  get domain(): Domain {
    this.#domain ??= this.parse(this.#text)
    touch(this)
    return this.#domain
  }

  /** The document as everybody may see it; from the second time on without parsing, when there is nothing to hide in it. */
  get shownText(): string {
    const text = this.#text
    if (this.#plain) return text
    const shown = formatDomain(this.domain, { inactive: true })
    // A file that another program wrote is kept in our form from now on.
    if (this.#plain === undefined) {
      const own = formatDomain(this.domain, { inactive: true, secure: true })
      if (own !== text) this.#keep(own)
      this.#plain = own === shown
    }
    return shown
  }

  /** Drops what was parsed; the text stays. */
  forget(): void {
    if (!this.#isPacked) this.#keep(this.#text)
    this.#domain = undefined
    recentlyUsed.delete(this)
  }

  get #text(): string {
    return (this.#isPacked ? inflateRawSync(this.#packed) : this.#packed).toString()
  }

  #keep(text: string): void {
    this.#packed = pack(text)
    this.#isPacked = true
  }
}

const pack = (text: string): Buffer => Buffer.from(deflateRawSync(text, { level: 1 }))

function touch(definition: PersistentDefinition): void {
  recentlyUsed.delete(definition)
  recentlyUsed.add(definition)
  if (recentlyUsed.size <= mostParsed) return
  const [oldest] = recentlyUsed
  oldest?.forget()
}
