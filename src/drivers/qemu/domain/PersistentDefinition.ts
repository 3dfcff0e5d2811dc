// A persistent definition as it waits for its use: packed text, and what it means for as long as somebody works with it.
// Thousands of guests are defined on some hosts while few are looked at; parsed, each takes some 40 KiB.
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { type WrittenDefinition, writeDefinition } from './definitionText.js'
import { packText, unpackText } from './packText.js'

/** Definitions that stay parsed: those last used. */
const mostParsed = 32
const recentlyUsed = new Set<PersistentDefinition>()

type Parse = (text: string) => Domain

export class PersistentDefinition {
  #text: string
  /** Texts read at the start are packed once there is time for it. */
  #packed = false
  #domain: Domain | undefined
  /** Whether everybody may see the text as it is; undefined until it was looked at. */
  #plain: boolean | undefined

  private constructor(
    text: string,
    private readonly parse: Parse,
  ) {
    this.#text = text
  }

  /**
   * From a file that is believed until it is looked into.
   * @param parse throws LibvirtError for a text that is damaged
   * @param plain the text is known to be what everybody is shown
   */
  static ofText(text: string, parse: Parse, plain?: true): PersistentDefinition {
    const definition = new PersistentDefinition(text, parse)
    definition.#plain = plain
    return definition
  }

  /** @param written the definition as it is written to disk */
  static ofDomain(domain: Domain, { text, plain }: WrittenDefinition, parse: Parse): PersistentDefinition {
    const definition = new PersistentDefinition(text, parse)
    definition.#domain = domain
    definition.#plain = plain
    touch(definition)
    return definition
  }

  /** What it says. The same object for as long as it is in use; a change is a new definition. @throws LibvirtError */
  get domain(): Domain {
    this.#domain ??= this.parse(this.#unpacked)
    touch(this)
    return this.#domain
  }

  /** Whether it was made sure that it can be read. */
  get isKnown(): boolean {
    return this.#plain !== undefined
  }

  /** The document as everybody may see it; without parsing, when it is known that there is nothing to hide in it. */
  get shownText(): string {
    if (this.#plain === undefined) this.look()
    return this.#plain ? this.#unpacked : formatDomain(this.domain, { inactive: true })
  }

  /** Reads the text, so that it is in our form from now on, whoever wrote it. @throws LibvirtError for one that is damaged */
  look(): void {
    const { text, plain } = writeDefinition(this.domain)
    if (text !== this.#unpacked) this.#keep(text)
    this.#plain = plain
  }

  /** Drops what was parsed; the text stays. */
  forget(): void {
    if (!this.#packed) {
      this.#text = packText(this.#text)
      this.#packed = true
    }
    this.#domain = undefined
    recentlyUsed.delete(this)
  }

  get #unpacked(): string {
    return this.#packed ? unpackText(this.#text) : this.#text
  }

  #keep(text: string): void {
    this.#text = text
    this.#packed = false
  }
}

function touch(definition: PersistentDefinition): void {
  recentlyUsed.delete(definition)
  recentlyUsed.add(definition)
  if (recentlyUsed.size <= mostParsed) return
  const [oldest] = recentlyUsed
  oldest?.forget()
}
