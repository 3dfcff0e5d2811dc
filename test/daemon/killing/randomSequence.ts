/** Numbers that are the same for the same seed (mulberry32), so that a failed run can be repeated as far as timing allows. */
export interface RandomSequence {
  /** From 0 up to, and without, `below`. */
  whole(below: number): number
  pick<T>(items: readonly T[]): T | undefined
}

export function randomSequence(seed: number): RandomSequence {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return { whole, pick: items => items[whole(items.length)] }
}
