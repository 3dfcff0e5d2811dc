// A D-Bus message as it came: header fields read, body left in its bytes until somebody knows what it should be.
import { decode, decodeSingle } from './decode.js'
import { messageMax, WireError } from './values.js'
import { WireReader } from './WireReader.js'

export const messageTypes = { call: 1, return: 2, error: 3, signal: 4 } as const
export const messageFlags = { noReplyExpected: 1, noAutoStart: 2, allowInteractiveAuthorization: 4 } as const

/** Header fields by their number (specification, "Header Fields"). */
const fieldNames = [
  undefined,
  'path',
  'interface',
  'member',
  'errorName',
  'replySerial',
  'destination',
  'sender',
  'signature',
  'unixFds',
] as const
const fieldTypes = ['', 'o', 's', 's', 's', 'u', 's', 's', 'g', 'u'] as const
const required: Readonly<Record<number, readonly (keyof HeaderFields)[]>> = {
  [messageTypes.call]: ['path', 'member'],
  [messageTypes.return]: ['replySerial'],
  [messageTypes.error]: ['errorName', 'replySerial'],
  [messageTypes.signal]: ['path', 'interface', 'member'],
}

export interface HeaderFields {
  path?: string
  interface?: string
  member?: string
  errorName?: string
  replySerial?: number
  destination?: string
  /** Unique name; written by the bus, so it can be trusted. */
  sender?: string
  signature?: string
  unixFds?: number
}

export interface Message {
  readonly type: number
  readonly flags: number
  readonly serial: number
  readonly fields: HeaderFields
  /** Empty for an empty body. */
  readonly signature: string
  readonly body: Buffer
  readonly littleEndian: boolean
  /** Descriptors that came along; whoever handles the message closes them. One that somebody took is replaced by -1. */
  descriptors: number[]
}

/** Length of a message whose first 16 bytes are here. @throws WireError when they are no header */
export function messageLength(start: Buffer): number {
  const [endian, type, , version] = start
  if (endian !== 0x6c && endian !== 0x42) throw new WireError('message begins with no byte order')
  if (version !== 1 || type === 0) throw new WireError('message has no known version or type')
  const [fields, body] =
    endian === 0x6c ? [start.readUInt32LE(12), start.readUInt32LE(4)] : [start.readUInt32BE(12), start.readUInt32BE(4)]
  const length = 16 + ((fields + 7) & -8) + body
  if (fields > messageMax || body > messageMax || length > messageMax) throw new WireError(`message of ${length} bytes`)
  return length
}

/** Reads one whole message. @throws WireError when its header is malformed */
export function readMessage(bytes: Buffer): Message {
  const littleEndian = bytes[0] === 0x6c
  const reader = new WireReader(bytes, littleEndian, 0)
  reader.take(1)
  const type = reader.byte()
  const flags = reader.byte()
  reader.take(1)
  const bodyLength = reader.uint32()
  const serial = reader.uint32()
  if (serial === 0) throw new WireError('message has no serial')
  const fields = readFields(reader, reader.uint32() + 16)
  reader.align(8)
  for (const name of required[type] ?? []) {
    if (fields[name] === undefined) throw new WireError(`message lacks its ${name}`)
  }
  const body = bytes.subarray(reader.at, reader.at + bodyLength)
  const { signature = '' } = fields
  return { type, flags, serial, fields, signature, body, littleEndian, descriptors: [] }
}

/** Values of the body. @throws WireError when it is not what the signature says */
export function readBody({ body, littleEndian, descriptors, signature }: Message): unknown[] {
  return decode(new WireReader(body, littleEndian, descriptors.length), signature)
}

// a(yv), written out because every message passes here
function readFields(reader: WireReader, end: number): HeaderFields {
  const fields: HeaderFields = {}
  while (reader.at < end) {
    reader.align(8)
    const code = reader.byte()
    const signature = reader.signature()
    const name = fieldNames[code]
    if (name === undefined) {
      decodeSingle(reader, signature)
      continue
    }
    if (signature !== fieldTypes[code]) throw new WireError(`header field ${name} has type '${signature}'`)
    if (name === 'replySerial' || name === 'unixFds') fields[name] = reader.uint32()
    else if (name === 'path') fields[name] = reader.objectPath()
    else if (name === 'signature') fields[name] = reader.signature()
    else fields[name] = reader.string()
  }
  if (reader.at !== end) throw new WireError('header fields end within a field')
  return fields
}
