import { encode } from './encode.js'
import { isObjectPath } from './isObjectPath.js'
import { type HeaderFields, type messageTypes } from './Message.js'
import { WireError } from './values.js'
import type { WireWriter } from './WireWriter.js'

export interface OutgoingMessage {
  readonly type: (typeof messageTypes)[keyof typeof messageTypes]
  /** Bits of `messageFlags`. */
  readonly flags: number
  /** Not 0. */
  readonly serial: number
  /** Without `sender`, which the bus adds, and `unixFds`, which follows from `descriptors`. */
  readonly fields: Omit<HeaderFields, 'sender' | 'unixFds'>
  readonly values: readonly unknown[]
  /** Descriptors that `h` values index. */
  readonly descriptors?: readonly number[]
}

/**
 * Writes a message at the writer's end, directly behind what is there.
 * @throws WireError when a value does not fit its type; the writer is then as it was before
 */
export function writeMessage(writer: WireWriter, message: OutgoingMessage): void {
  const before = writer.at
  try {
    write(writer, message)
  } catch (error) {
    writer.at = before
    throw error
  }
}

function write(writer: WireWriter, { type, flags, serial, fields, values, descriptors }: OutgoingMessage): void {
  const start = writer.at
  writer.origin = start
  writer.byte(0x6c)
  writer.byte(type)
  writer.byte(flags)
  writer.byte(1)
  writer.uint32(0)
  writer.uint32(serial)
  writer.uint32(0)
  if (fields.path !== undefined) pathField(writer, fields.path)
  if (fields.interface !== undefined) stringField(writer, 2, 's', fields.interface)
  if (fields.member !== undefined) stringField(writer, 3, 's', fields.member)
  if (fields.errorName !== undefined) stringField(writer, 4, 's', fields.errorName)
  if (fields.replySerial !== undefined) numberField(writer, 5, fields.replySerial)
  if (fields.destination !== undefined) stringField(writer, 6, 's', fields.destination)
  if (fields.signature) {
    fieldStart(writer, 8, 'g')
    writer.signature(fields.signature)
  }
  if (descriptors && descriptors.length > 0) numberField(writer, 9, descriptors.length)
  writer.setUint32(start + 12, writer.at - start - 16)
  writer.align(8)
  const bodyStart = writer.at
  if (fields.signature) encode(writer, fields.signature, values)
  writer.setUint32(start + 4, writer.at - bodyStart)
}

function fieldStart(writer: WireWriter, code: number, type: string): void {
  writer.align(8)
  writer.byte(code)
  writer.signature(type)
}

/** The bus ends the connection of whoever sends a malformed path. */
function pathField(writer: WireWriter, path: string): void {
  if (!isObjectPath(path)) throw new WireError(`'${path}' is not an object path`)
  stringField(writer, 1, 'o', path)
}

function stringField(writer: WireWriter, code: number, type: string, value: string): void {
  fieldStart(writer, code, type)
  writer.string(value)
}

function numberField(writer: WireWriter, code: number, value: number): void {
  fieldStart(writer, code, 'u')
  writer.uint32(value)
}
