// Takes typed values out of a configuration file. Every refusal names file, line and key.
import { readFileSync } from 'node:fs'
import { LibvirtError } from '../api/LibvirtError.js'
import { errorCodeOf, errorText } from '../host/systemError.js'
import type { ConfValue } from './ConfValue.js'
import { parseConfEntries } from './parseConf.js'

interface Setting {
  readonly value: ConfValue
  readonly line: number
}

/** Reads keys one by one; keys nobody reads are ignored, as in libvirt. A reader without a file answers with the fallbacks. */
export class ConfReader {
  readonly #settings = new Map<string, Setting>()
  readonly #read = new Set<string>()

  /**
   * @param source the whole file
   * @param file name in messages
   * @throws LibvirtError CONF_SYNTAX, OVERFLOW
   */
  constructor(
    readonly source: string,
    readonly file: string,
  ) {
    for (const { name, value, line } of withNames(parseConfEntries(source, file))) {
      // Of a name assigned twice the first value counts.
      if (!this.#settings.has(name)) this.#settings.set(name, { value, line })
    }
  }

  /** Reads a file that must exist. @throws as the constructor; LibvirtError OPEN_FAILED when it cannot be read */
  static ofFile(file: string): ConfReader {
    return new ConfReader(readText(file), file)
  }

  /** Reads a file that may be missing. @throws as `ofFile`, except for a missing file */
  static ofOptionalFile(file: string): ConfReader {
    return new ConfReader(readText(file, true), file)
  }

  /** Whether the file has the key. */
  has(key: string): boolean {
    return this.#settings.has(key)
  }

  /** Keys of the file that nobody has asked for, for a hint about misspelt ones. */
  get unread(): string[] {
    return [...this.#settings.keys()].filter(key => !this.#read.has(key))
  }

  /** 0 or 1. */
  flag(key: string, fallback: boolean): boolean {
    const value = this.#take(key)
    if (value === undefined) return fallback
    if (value.type !== 'ulong') return this.#wrongType(key, 'a bool')
    if (value.value > 1n) return this.refuse(key, `value for '${key}' parameter must be 0 or 1`)
    return value.value === 1n
  }

  text(key: string): string | undefined
  text(key: string, fallback: string): string
  text(key: string, fallback?: string): string | undefined {
    const value = this.#take(key)
    if (value === undefined) return fallback
    return value.type === 'string' ? value.value : this.#wrongType(key, 'a string')
  }

  /** One of some words. */
  choice<const W extends string>(key: string, words: readonly W[], fallback: W): W {
    const text = this.text(key, fallback)
    const word = words.find(one => one === text)
    return word ?? this.refuse(key, `'${text}' is no value for '${key}', which takes ${words.join(', ')}`)
  }

  /** A number of 32 bits without sign, or less. */
  unsigned(key: string, fallback: number, least = 0, most = 0xffff_ffff): number {
    const value = this.#take(key)
    if (value === undefined) return fallback
    return value.type === 'ulong'
      ? this.#within(key, value.value, least, most)
      : this.#wrongType(key, 'an unsigned integer')
  }

  /** A number of 32 bits. */
  integer(key: string, fallback: number, least = -0x8000_0000, most = 0x7fff_ffff): number {
    const value = this.#take(key)
    if (value === undefined) return fallback
    return value.type === 'ulong' || value.type === 'long'
      ? this.#within(key, value.value, least, most)
      : this.#wrongType(key, 'an integer')
  }

  /** A list of texts; where `orText` is set, a single text counts as a list of one. Undefined without the key. */
  texts(key: string, orText = false): readonly string[] | undefined {
    const value = this.#take(key)
    if (value === undefined) return undefined
    if (value.type === 'string' && orText) return [value.value]
    const wanted = orText ? 'a string or string list' : 'a string list'
    if (value.type !== 'list') return this.#wrongType(key, wanted)
    return value.value.map(item => (item.type === 'string' ? item.value : this.#wrongType(key, wanted)))
  }

  /** File permissions: octal digits in a text. */
  permissions(key: string, fallback: number): number {
    const text = this.text(key)
    if (text === undefined) return fallback
    if (!/^[0-7]{1,4}$/.test(text))
      return this.refuse(key, `'${text}' is no mode for '${key}', which takes octal digits`)
    return Number.parseInt(text, 8)
  }

  /** Refuses the value of a key, for checks beyond its type. @throws LibvirtError CONF_SYNTAX always */
  refuse(key: string, why: string): never {
    const line = this.#settings.get(key)?.line
    throw new LibvirtError('CONF_SYNTAX', `${this.file}${line === undefined ? '' : `:${line}`}: ${why}`, {
      domain: 'CONF',
    })
  }

  #take(key: string): ConfValue | undefined {
    this.#read.add(key)
    return this.#settings.get(key)?.value
  }

  #wrongType(key: string, wanted: string): never {
    return this.refuse(key, `expected ${wanted} for '${key}' parameter`)
  }

  #within(key: string, value: bigint, least: number, most: number): number {
    if (value >= BigInt(least) && value <= BigInt(most)) return Number(value)
    return this.refuse(key, `value for '${key}' parameter must be in range ${least}:${most}`)
  }
}

function* withNames(entries: ReturnType<typeof parseConfEntries>): Generator<Setting & { readonly name: string }> {
  for (const entry of entries) if (entry.name !== undefined) yield entry
}

function readText(file: string, mayBeMissing = false): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = errorCodeOf(error)
    if (code === undefined) throw error
    if (mayBeMissing && code === 'ENOENT') return ''
    throw new LibvirtError('OPEN_FAILED', `${file}: ${errorText(code)}`, { domain: 'CONF', cause: error })
  }
}
