// Command lines the way getopt_long(3) reads them, since scripts rely on all of it: `-dv`, `-t5`, `--timeout=5`,
// unambiguous beginnings such as `--time 5`, options behind other arguments, and `--`.

/** One option. */
export interface OptionRow<N extends string = string> {
  readonly name: N
  /** One letter, without the dash. */
  readonly short?: string
  /** What the option's argument is, in usage texts; absent when it takes none. */
  readonly argument?: string
  readonly help: string
}

/** What was found, in order. */
export interface ParsedOptions<N extends string> {
  readonly options: readonly { readonly name: N; readonly value: string }[]
  /** Arguments that are no options. */
  readonly rest: readonly string[]
}

/** A command line that cannot be read; the text says what is wrong with which option. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}

/** @throws OptionError for an unknown, ambiguous or incomplete option */
export function parseOptions<N extends string>(
  args: readonly string[],
  rows: readonly OptionRow<N>[],
): ParsedOptions<N> {
  const options: { name: N; value: string }[] = []
  const rest: string[] = []
  const left = [...args]
  const argumentOf = (row: OptionRow<N>, shown: string, attached: string | undefined): string => {
    if (row.argument === undefined) {
      if (attached !== undefined) throw new OptionError(`option '${shown}' takes no argument`)
      return ''
    }
    const value = attached ?? left.shift()
    if (value === undefined) throw new OptionError(`option '${shown}' needs an argument`)
    return value
  }

  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      rest.push(...left.splice(0))
    } else if (word.startsWith('--')) {
      const [, begun = '', , attached] = /^--([^=]*)(=([^]*))?$/.exec(word) ?? []
      const row = findLong(begun, rows)
      options.push({ name: row.name, value: argumentOf(row, `--${row.name}`, attached) })
    } else if (word.startsWith('-') && word !== '-') {
      for (let letters = word.slice(1); letters !== ''; ) {
        const letter = letters.charAt(0)
        letters = letters.slice(1)
        const row = rows.find(one => one.short === letter)
        if (!row) throw new OptionError(`unknown option '-${letter}'`)
        // What is left of the word is the argument, if the option takes one.
        const attached = row.argument !== undefined && letters !== '' ? letters : undefined
        if (attached !== undefined) letters = ''
        options.push({ name: row.name, value: argumentOf(row, `-${letter}`, attached) })
      }
    } else {
      rest.push(word)
    }
  }
  return { options, rest }
}

function findLong<N extends string>(begun: string, rows: readonly OptionRow<N>[]): OptionRow<N> {
  const exact = rows.find(row => row.name === begun)
  if (exact) return exact
  const [row, second] = rows.filter(one => one.name.startsWith(begun))
  if (!row) throw new OptionError(`unknown option '--${begun}'`)
  if (second) throw new OptionError(`option '--${begun}' is ambiguous`)
  return row
}
