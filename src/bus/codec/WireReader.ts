import { isUtf8 } from 'node:buffer'
import { isObjectPath } from './isObjectPath.js'
import { parseSignature } from './parseSignature.js'
import { WireError } from './values.js'

/** Text up to this many bytes is looked at byte by byte. */
const shortText = 64

/** Reads basic values and refuses whatever the specification does: senders are not trusted, and not every bus checks bodies. */
export class WireReader {
  #at = 0
  /** Containers entered, see `depthMax`. */
  depth = 0

  constructor(
    /** Begins at a multiple of 8 of the message. */
    readonly bytes: Buffer,
    readonly littleEndian: boolean,
    /** Descriptors that came with the message. */
    readonly descriptors: number,
    /** Values must not reach beyond it. */
    readonly end = bytes.length,
  ) {}

  get at(): number {
    return this.#at
  }

  align(alignment: number): void {
    const next = (this.#at + alignment - 1) & -alignment
    if (next > this.end) throw new WireError('message ends within padding')
    while (this.#at < next) if (this.bytes[this.#at++] !== 0) throw new WireError('padding is not zero')
  }

  byte(): number {
    return this.bytes.readUInt8(this.#take(1))
  }

  int16(): number {
    const at = this.#aligned(2)
    return this.littleEndian ? this.bytes.readInt16LE(at) : this.bytes.readInt16BE(at)
  }

  uint16(): number {
    const at = this.#aligned(2)
    return this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at)
  }

  int32(): number {
    return this.uint32() | 0
  }

  uint32(): number {
    const at = this.#aligned(4)
    return this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at)
  }

  int64(): bigint {
    const at = this.#aligned(8)
    return this.littleEndian ? this.bytes.readBigInt64LE(at) : this.bytes.readBigInt64BE(at)
  }

  uint64(): bigint {
    const at = this.#aligned(8)
    return this.littleEndian ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at)
  }

  double(): number {
    const at = this.#aligned(8)
    return this.littleEndian ? this.bytes.readDoubleLE(at) : this.bytes.readDoubleBE(at)
  }

  boolean(): boolean {
    const value = this.uint32()
    if (value > 1) throw new WireError(`boolean with value ${value}`)
    return value === 1
  }

  /** An index into the message's descriptors. */
  descriptor(): number {
    const index = this.uint32()
    if (index >= this.descriptors) throw new WireError(`descriptor ${index} of ${this.descriptors}`)
    return index
  }

  string(): string {
    return this.#text(this.uint32())
  }

  objectPath(): string {
    const path = this.string()
    if (!isObjectPath(path)) throw new WireError('not an object path')
    return path
  }

  signature(): string {
    const text = this.#text(this.byte())
    parseSignature(text)
    return text
  }

  /** A copy: the message's own bytes are not kept. */
  take(length: number): Uint8Array {
    const at = this.#take(length)
    return new Uint8Array(this.bytes.subarray(at, at + length))
  }

  #aligned(size: number): number {
    this.align(size)
    return this.#take(size)
  }

  #take(length: number): number {
    const at = this.#at
    if (length > this.end - at) throw new WireError('message ends within a value')
    this.#at = at + length
    return at
  }

  #text(length: number): string {
    const at = this.#take(length + 1)
    const { bytes } = this
    const end = at + length
    if (bytes[end] !== 0) throw new WireError('string is not closed by a NUL')
    if (length <= shortText && isAscii(bytes, at, end)) return bytes.toString('latin1', at, end)
    const text = bytes.subarray(at, end)
    if (text.includes(0)) throw new WireError('string holds a NUL')
    if (!isUtf8(text)) throw new WireError('string is not UTF-8')
    return text.toString('utf8')
  }
}

/** Neither NUL nor anything beyond 127. */
function isAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === undefined || byte === 0 || byte > 127) return false
  }
  return true
}
