// C's strtol family as libvirt uses it: blanks and one sign in front, nothing behind, and no silent overflow.

/** Inclusive range and base of an accepted integer. */
export interface IntegerRange {
  readonly min: bigint
  readonly max: bigint
  /** 0 lets the prefix decide: `0x` is hexadecimal, a leading `0` octal. */
  readonly base: 0 | 10 | 16
}

const digits = {
  10: /^([+-]?)(\d+)$/,
  16: /^([+-]?)(?:0[xX])?([0-9a-fA-F]+)$/,
}

/** The integer in the text, or undefined when there is none or it is out of range. */
export function parseInteger(text: string, { min, max, base }: IntegerRange): bigint | undefined {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+/, '')
  const radix = base === 0 ? (/^[+-]?0[xX]/.test(trimmed) ? 16 : 10) : base
  const [, sign, number] = digits[radix].exec(trimmed) ?? []
  if (number === undefined) return undefined
  const octal = base === 0 && radix === 10 && number.length > 1 && number.startsWith('0')
  if (octal && !/^[0-7]+$/.test(number)) return undefined
  const magnitude = BigInt(octal ? `0o${number}` : radix === 16 ? `0x${number}` : number)
  const value = sign === '-' ? -magnitude : magnitude
  return value < min || value > max ? undefined : value
}

/** A non-negative decimal integer of 32 bits, or undefined. */
export function parseUint(text: string): number | undefined {
  const value = parseInteger(text, { min: 0n, max: 0xffff_ffffn, base: 10 })
  return value === undefined ? undefined : Number(value)
}
