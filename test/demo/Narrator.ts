/** Writes what happens, with the time since the demo began. */
export class Narrator {
  readonly #begin = Date.now()
  /** Long texts that stand in many commands → how the reader may abbreviate them. */
  readonly #names = new Map<string, string>()

  constructor(readonly out: (text: string) => void) {}

  /** What is being done and why. */
  say(text: string): void {
    this.out(`\n[${((Date.now() - this.#begin) / 1000).toFixed(1).padStart(5)} s] ${text}\n`)
  }

  /** From here on `$name` stands for the text, as in a shell. */
  name(name: string, text: string): void {
    this.out(`  $ ${name}=${text.includes('\n') ? `$(cat ${name.toLowerCase()}.xml)` : text}\n`)
    this.#names.set(text, `$${name}`)
  }

  /** A command that the reader can repeat. */
  command(words: readonly string[]): void {
    const shown = words.map(word => (this.#names.has(word) ? `"${this.#names.get(word)}"` : quote(word)))
    this.out(`  $ ${shown.join(' ')}\n`)
  }

  /** A text with its long parts abbreviated. */
  abbreviate(text: string): string {
    return [...this.#names].reduce((short, [long, name]) => short.replaceAll(long, name), text)
  }

  /** What came of it. */
  result(text: string): void {
    const lines = text.trimEnd()
    if (lines !== '') this.out(`${lines.replace(/^/gm, '    ')}\n`)
  }
}

const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
