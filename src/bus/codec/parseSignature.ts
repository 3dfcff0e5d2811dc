import { WireError } from './values.js'

const basicLetters = 'ybnqiuxtdsogh'

/** One complete type of a signature. */
export interface WireType {
  /** `a`, `(`, `{`, `v` or a basic letter. */
  readonly letter: string
  /** The type's own text. */
  readonly signature: string
  /** Bytes: a value begins at a multiple of this. */
  readonly alignment: 1 | 2 | 4 | 8
  /** Element of an array, fields of a struct, key and value of a dictionary entry. */
  readonly children: readonly WireType[]
}

/** @throws WireError when the text is no signature: unknown letters, empty structs, depth over 32, more than 255 bytes */
export function parseSignature(signature: string): readonly WireType[] {
  if (signature.length > 255) throw new WireError('signature is longer than 255 bytes')
  const types: WireType[] = []
  for (let at = 0; at < signature.length; ) {
    const type = typeAt(signature, at, 0, 0)
    types.push(type)
    at += type.signature.length
  }
  return types
}

/** The one type of a variant. @throws WireError when there are none or several */
export function parseSingleType(signature: string): WireType {
  const [type, ...rest] = parseSignature(signature)
  if (type === undefined || rest.length > 0) throw new WireError(`signature '${signature}' is not a single type`)
  return type
}

function typeAt(text: string, at: number, arrays: number, structs: number): WireType {
  const letter = text.charAt(at)
  if (letter === 'a') return arrayAt(text, at, arrays + 1, structs)
  if (letter === '(') return structAt(text, at, arrays, structs + 1)
  if (letter === '' || (letter !== 'v' && !basicLetters.includes(letter))) {
    throw new WireError(`no type at ${at} of signature '${text}'`)
  }
  return { letter, signature: letter, alignment: alignmentOf(letter), children: [] }
}

function arrayAt(text: string, at: number, arrays: number, structs: number): WireType {
  if (arrays > 32) throw new WireError('signature has arrays more than 32 deep')
  const element =
    text[at + 1] === '{' ? entryAt(text, at + 1, arrays, structs + 1) : typeAt(text, at + 1, arrays, structs)
  return { letter: 'a', signature: `a${element.signature}`, alignment: 4, children: [element] }
}

function entryAt(text: string, at: number, arrays: number, structs: number): WireType {
  if (structs > 32) throw new WireError('signature has structs more than 32 deep')
  const key = typeAt(text, at + 1, arrays, structs)
  if (!basicLetters.includes(key.letter)) throw new WireError(`a dictionary key is not a basic type in '${text}'`)
  const value = typeAt(text, at + 2, arrays, structs)
  const signature = `{${key.signature}${value.signature}}`
  if (text[at + signature.length - 1] !== '}') throw new WireError(`a dictionary entry has not two fields in '${text}'`)
  return { letter: '{', signature, alignment: 8, children: [key, value] }
}

function structAt(text: string, at: number, arrays: number, structs: number): WireType {
  if (structs > 32) throw new WireError('signature has structs more than 32 deep')
  const fields: WireType[] = []
  let next = at + 1
  while (text[next] !== ')') {
    const field = typeAt(text, next, arrays, structs)
    fields.push(field)
    next += field.signature.length
  }
  if (fields.length === 0) throw new WireError(`an empty struct in signature '${text}'`)
  return { letter: '(', signature: text.slice(at, next + 1), alignment: 8, children: fields }
}

function alignmentOf(letter: string): 1 | 2 | 4 | 8 {
  if ('ygv'.includes(letter)) return 1
  if ('nq'.includes(letter)) return 2
  return 'xtd'.includes(letter) ? 8 : 4
}
