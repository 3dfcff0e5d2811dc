// Writers compiled from signatures. A value that does not fit its type is a bug of ours and throws before it reaches the bus.
import { isObjectPath } from './isObjectPath.js'
import { parseSignature, parseSingleType, type WireType } from './parseSignature.js'
import { arrayMax, EncodedElements, Variant, WireError } from './values.js'
import type { WireWriter } from './WireWriter.js'

type Encode = (writer: WireWriter, value: unknown) => void

const bodies = new Map<string, readonly Encode[]>()
const singles = new Map<string, Encode>()

/** Writes the values of a message body. @throws WireError when one does not fit, and the writer's end is then undefined */
export function encode(writer: WireWriter, signature: string, values: readonly unknown[]): void {
  let encoders = bodies.get(signature)
  if (!encoders) bodies.set(signature, (encoders = parseSignature(signature).map(encoderOf)))
  if (encoders.length !== values.length) {
    throw new WireError(`${values.length} values for signature '${signature}'`)
  }
  for (let index = 0; index < encoders.length; index++) encoders[index]?.(writer, values[index])
}

function encodeVariant(writer: WireWriter, value: unknown): void {
  if (!(value instanceof Variant)) throw mismatch('v', value)
  let encodeValue = singles.get(value.signature)
  if (!encodeValue) singles.set(value.signature, (encodeValue = encoderOf(parseSingleType(value.signature))))
  writer.signature(value.signature)
  encodeValue(writer, value.value)
}

function encoderOf(type: WireType): Encode {
  switch (type.letter) {
    case 'v':
      return encodeVariant
    case 'a':
      return arrayEncoder(type)
    case '(':
      return tupleEncoder(type)
    case '{':
      return tupleEncoder(type)
    default:
      return basicEncoders[type.letter] ?? refuse
  }
}

function arrayEncoder({ signature, children: [element] }: WireType): Encode {
  if (!element) return refuse
  if (element.letter === 'y') return encodeBytes
  const encodeElement = encoderOf(element)
  const { alignment } = element
  return (writer, value) => {
    const items = Array.isArray(value) ? value : undefined
    const written = alignment === 8 && value instanceof EncodedElements ? value.bytes : undefined
    if (!items && !written) throw mismatch(signature, value)
    writer.uint32(0)
    const lengthAt = writer.at - 4
    if (alignment === 8) writer.align(8)
    const start = writer.at
    if (written) writer.raw(written)
    for (const item of items ?? []) encodeElement(writer, item)
    if (writer.at - start > arrayMax) throw new WireError(`array of ${writer.at - start} bytes`)
    writer.setUint32(lengthAt, writer.at - start)
  }
}

function encodeBytes(writer: WireWriter, value: unknown): void {
  if (!(value instanceof Uint8Array)) throw mismatch('ay', value)
  if (value.length > arrayMax) throw new WireError(`array of ${value.length} bytes`)
  writer.uint32(value.length)
  writer.raw(value)
}

function tupleEncoder({ signature, children }: WireType): Encode {
  const encoders = children.map(encoderOf)
  return (writer, value) => {
    if (!Array.isArray(value) || value.length !== encoders.length) throw mismatch(signature, value)
    writer.align(8)
    for (let index = 0; index < encoders.length; index++) encoders[index]?.(writer, value[index])
  }
}

const basicEncoders: Readonly<Record<string, Encode>> = {
  y: (writer, value) => writer.byte(integer('y', value, 0, 0xff)),
  n: (writer, value) => writer.uint16(integer('n', value, -0x8000, 0x7fff)),
  q: (writer, value) => writer.uint16(integer('q', value, 0, 0xffff)),
  i: (writer, value) => writer.uint32(integer('i', value, -0x80000000, 0x7fffffff)),
  u: (writer, value) => writer.uint32(integer('u', value, 0, 0xffffffff)),
  h: (writer, value) => writer.uint32(integer('h', value, 0, 0xffffffff)),
  x: (writer, value) => writer.uint64(bigInteger('x', value, -0x8000000000000000n, 0x7fffffffffffffffn)),
  t: (writer, value) => writer.uint64(bigInteger('t', value, 0n, 0xffffffffffffffffn)),
  d: (writer, value) => {
    if (typeof value !== 'number') throw mismatch('d', value)
    writer.double(value)
  },
  b: (writer, value) => {
    if (typeof value !== 'boolean') throw mismatch('b', value)
    writer.uint32(value ? 1 : 0)
  },
  s: (writer, value) => {
    if (typeof value !== 'string') throw mismatch('s', value)
    writer.string(value)
  },
  // The bus ends the connection of whoever sends a malformed path.
  o: (writer, value) => {
    if (typeof value !== 'string' || !isObjectPath(value)) throw mismatch('o', value)
    writer.ascii(value)
  },
  g: (writer, value) => {
    if (typeof value !== 'string') throw mismatch('g', value)
    parseSignature(value)
    writer.signature(value)
  },
}

function integer(letter: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) throw mismatch(letter, value)
  return value
}

function bigInteger(letter: string, value: unknown, min: bigint, max: bigint): bigint {
  if (typeof value !== 'bigint' || value < min || value > max) throw mismatch(letter, value)
  return value
}

function refuse(): never {
  throw new WireError('no such type')
}

function mismatch(signature: string, value: unknown): WireError {
  return new WireError(`${typeof value} ${String(value).slice(0, 60)} is not of type '${signature}'`)
}
