/** Writes what happens, with the time since the demo began. */
export class Narrator {
  readonly #begin = Date.now()

  constructor(readonly out: (text: string) => void) {}

  /** What is being done and why. */
  say(text: string): void {
    this.out(`\n[${((Date.now() - this.#begin) / 1000).toFixed(1).padStart(5)} s] ${text}\n`)
  }

  /** A command that the reader can repeat. */
  command(words: readonly string[]): void {
    this.out(`  $ ${words.map(quote).join(' ')}\n`)
  }

  /** What came of it. */
  result(text: string): void {
    const lines = text.trimEnd()
    if (lines !== '') this.out(`${lines.replace(/^/gm, '    ')}\n`)
  }
}

const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
