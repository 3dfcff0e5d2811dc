// Random signatures with values of theirs, from a seed, so that a failure can be repeated.
import { Variant } from '../../../src/bus/codec/values.js'

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const basics = 'ynqiuxtdbsog'
const words = ['', 'a', 'Ünïcödé', 'x'.repeat(39), 'é'.repeat(45), 'long '.repeat(60), '€', '🙂 grin']
const paths = ['/', '/a', '/org/libvirt/QEMU/domain/_d5a9b7f8_1234', '/x_5f/y']
const signatures = ['', 's', 'a{sv}', '(ii)aay']

export interface RandomBody {
  readonly signature: string
  readonly values: unknown[]
}

export function randomBody(random: () => number): RandomBody {
  const types = Array.from({ length: Math.floor(random() * 5) }, () => randomType(random, 0))
  return { signature: types.join(''), values: types.map(type => randomValue(random, type, 0)) }
}

function pick<T>(random: () => number, items: ArrayLike<T>): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

function randomType(random: () => number, depth: number): string {
  const dice = depth > 3 ? 0 : random()
  if (dice < 0.5) return pick(random, basics)
  if (dice < 0.6) return 'v'
  if (dice < 0.75) return `a${randomType(random, depth + 1)}`
  if (dice < 0.87) return `a{${pick(random, basics)}${randomType(random, depth + 1)}}`
  const fields = Array.from({ length: 1 + Math.floor(random() * 3) }, () => randomType(random, depth + 1))
  return `(${fields.join('')})`
}

/** A value of one complete type. */
function randomValue(random: () => number, type: string, depth: number): unknown {
  const integer = (bits: number, signed: boolean) => Math.floor(random() * 2 ** bits) - (signed ? 2 ** (bits - 1) : 0)
  switch (type.charAt(0)) {
    case 'y':
      return integer(8, false)
    case 'n':
      return integer(16, true)
    case 'q':
      return integer(16, false)
    case 'i':
      return integer(32, true)
    case 'u':
      return integer(32, false)
    case 'x':
      return BigInt.asIntN(64, (BigInt(integer(32, false)) << 32n) | BigInt(integer(32, false)))
    case 't':
      return (BigInt(integer(32, false)) << 32n) | BigInt(integer(32, false))
    case 'd':
      return (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20)
    case 'b':
      return random() < 0.5
    case 's':
      return pick(random, words)
    case 'o':
      return pick(random, paths)
    case 'g':
      return pick(random, signatures)
    case 'v': {
      const inner = randomType(random, depth + 2)
      return new Variant(inner, randomValue(random, inner, depth + 2))
    }
    case 'a':
      return randomArray(random, type.slice(1), depth)
    default:
      return splitTypes(type.slice(1, -1)).map(field => randomValue(random, field, depth + 1))
  }
}

function randomArray(random: () => number, element: string, depth: number): unknown {
  const length = Math.floor(random() * 5)
  if (element === 'y') return Uint8Array.from({ length }, () => Math.floor(random() * 256))
  return Array.from({ length }, () => randomValue(random, element, depth + 1))
}

function splitTypes(signature: string): string[] {
  const types: string[] = []
  let open = 0
  let start = 0
  for (let at = 0; at < signature.length; at++) {
    const letter = signature.charAt(at)
    if ('({'.includes(letter)) open++
    if (')}'.includes(letter)) open--
    if (open > 0 || letter === 'a') continue
    types.push(signature.slice(start, at + 1))
    start = at + 1
  }
  return types
}
