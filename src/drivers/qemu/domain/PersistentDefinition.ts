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
  #domain: Domain | undefined
  /** Nothing in it is shown only to those who may read secrets, and the text is as we write it. */
  #plain = false

  private constructor(
    packed: Buffer,
    private readonly parse: (text: string) => Domain,
  ) {
    this.#packed = packed
  }

  /** From a file that is believed until it is looked into. @param parse throws LibvirtError for a text that is damaged */
  static ofText(text: string, parse: (text: string) => Domain): PersistentDefinition {
    return new PersistentDefinition(pack(text), parse)
  }

  static ofDomain(domain: Domain, parse: (text: string) => Domain): PersistentDefinition {
    const text = formatDomain(domain, { secure: true, inactive: true })
    const definition = new PersistentDefinition(pack(text), parse)
    definition.#remember(domain, text)
    return definition
  }

  /** What it says. The same object for as long as it is in use; a change is a new definition. @throws LibvirtError */
  get domain(): Domain {
    if (this.#domain) {
      touch(this)
      return this.#domain
    }
    const domain = this.parse(inflateRawSync(this.#packed).toString())
    const text = formatDomain(domain, { secure: true, inactive: true })
    this.#packed = pack(text)
    this.#remember(domain, text)
    return domain
  }

  /** The document without secrets, when that needs no parsing. */
  get plainText(): string | undefined {
    return this.#plain ? inflateRawSync(this.#packed).toString() : undefined
  }

  #remember(domain: Domain, text: string): void {
    this.#plain = formatDomain(domain, { inactive: true }) === text
    this.#domain = domain
    touch(this)
  }

  /** Drops what was parsed; the text stays. */
  forget(): void {
    this.#domain = undefined
    recentlyUsed.delete(this)
  }
}

const pack = (text: string): Buffer => deflateRawSync(text, { level: 1 })

function touch(definition: PersistentDefinition): void {
  recentlyUsed.delete(definition)
  recentlyUsed.add(definition)
  if (recentlyUsed.size <= mostParsed) return
  const [oldest] = recentlyUsed
  oldest?.forget()
}
