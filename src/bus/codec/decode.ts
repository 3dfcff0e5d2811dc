// Readers compiled from signatures.
import { parseSignature, parseSingleType, type WireType } from './parseSignature.js'
import { arrayMax, depthMax, Variant, WireError } from './values.js'
import type { WireReader } from './WireReader.js'

type Decode = (reader: WireReader) => unknown

/** Signatures of variants come from senders: only so many are remembered. */
const mostRemembered = 1000
const bodies = new Map<string, readonly Decode[]>()
const singles = new Map<string, Decode>()

/** Reads a message body, all of it. @throws WireError when it is not what the signature says */
export function decode(reader: WireReader, signature: string): unknown[] {
  let decoders = bodies.get(signature)
  if (!decoders) remember(bodies, signature, (decoders = parseSignature(signature).map(decoderOf)))
  const values = decoders.map(decodeValue => decodeValue(reader))
  if (reader.at !== reader.end) throw new WireError('message is longer than its signature')
  return values
}

function remember<T>(map: Map<string, T>, signature: string, value: T): void {
  if (map.size < mostRemembered) map.set(signature, value)
}

/** Reads what a variant holds, its signature having been read. */
export function decodeSingle(reader: WireReader, signature: string): unknown {
  let decodeValue = singles.get(signature)
  if (!decodeValue) remember(singles, signature, (decodeValue = decoderOf(parseSingleType(signature))))
  enter(reader)
  const value = decodeValue(reader)
  reader.depth--
  return value
}

function decodeVariant(reader: WireReader): Variant {
  const signature = reader.signature()
  return new Variant(signature, decodeSingle(reader, signature))
}

function decoderOf(type: WireType): Decode {
  switch (type.letter) {
    case 'v':
      return decodeVariant
    case 'a':
      return arrayDecoder(type)
    case '(':
      return tupleDecoder(type)
    case '{':
      return tupleDecoder(type)
    default:
      return basicDecoders[type.letter] ?? refuse
  }
}

function arrayDecoder({ children: [element] }: WireType): Decode {
  if (!element) return refuse
  if (element.letter === 'y') return reader => reader.take(arrayLength(reader))
  const decodeElement = decoderOf(element)
  const { alignment } = element
  return reader => {
    const length = arrayLength(reader)
    if (alignment === 8) reader.align(8)
    const end = reader.at + length
    if (end > reader.end) throw new WireError('array reaches beyond the message')
    enter(reader)
    const items: unknown[] = []
    while (reader.at < end) items.push(decodeElement(reader))
    if (reader.at !== end) throw new WireError('array ends within an element')
    reader.depth--
    return items
  }
}

function arrayLength(reader: WireReader): number {
  const length = reader.uint32()
  if (length > arrayMax) throw new WireError(`array of ${length} bytes`)
  return length
}

function tupleDecoder({ children }: WireType): Decode {
  const decoders = children.map(decoderOf)
  return reader => {
    reader.align(8)
    enter(reader)
    const fields: unknown[] = []
    for (const decodeField of decoders) fields.push(decodeField(reader))
    reader.depth--
    return fields
  }
}

function enter(reader: WireReader): void {
  if (++reader.depth > depthMax) throw new WireError(`values are more than ${depthMax} deep`)
}

const basicDecoders: Readonly<Record<string, Decode>> = {
  y: reader => reader.byte(),
  n: reader => reader.int16(),
  q: reader => reader.uint16(),
  i: reader => reader.int32(),
  u: reader => reader.uint32(),
  x: reader => reader.int64(),
  t: reader => reader.uint64(),
  d: reader => reader.double(),
  b: reader => reader.boolean(),
  s: reader => reader.string(),
  o: reader => reader.objectPath(),
  g: reader => reader.signature(),
  h: reader => reader.descriptor(),
}

function refuse(): never {
  throw new WireError('no such type')
}
