// Owns the cursor of a configuration file: position, line, blanks, and the words of a refusal.
import type { ErrorCodeName } from '../api/errorCodes.js'
import { LibvirtError } from '../api/LibvirtError.js'

/** A place in a text that moves forward only. Beyond the end the current character is the empty string. */
export class ConfScanner {
  /** 1-based line of the cursor. */
  line = 1
  #at = 0

  constructor(
    readonly text: string,
    /** Name of the file in messages. */
    readonly file: string,
  ) {}

  get current(): string {
    return this.text.charAt(this.#at)
  }

  get done(): boolean {
    return this.#at >= this.text.length
  }

  /** Number of characters that remain. */
  get remaining(): number {
    return this.text.length - this.#at
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.#at)
  }

  /** Steps over `count` characters on the same line. */
  skip(count = 1): void {
    this.#at += count
  }

  /** Takes what a sticky pattern matches here (perhaps nothing), counting the lines in it. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.#at += found.length
    for (const character of found) if (character === '\n') this.line++
    return found
  }

  skipBlanks(): void {
    this.take(/[ \t]*/y)
  }

  skipBlanksAndLines(): void {
    this.take(/[ \t\r\n]*/y)
  }

  /** Refuses the text at this line, in libvirt's form `file:line: why`. */
  refuse(why: string, code: ErrorCodeName = 'CONF_SYNTAX'): never {
    throw new LibvirtError(code, `${this.file}:${this.line}: ${why}`, { domain: 'CONF' })
  }
}
