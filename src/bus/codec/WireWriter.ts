import { WireError } from './values.js'

/** Text up to this many characters is written one by one. */
const shortString = 96

/**
 * Writes basic values, little-endian, into one growing buffer that is used again and again: making many small buffers is
 * where other marshallers spend their time. Alignment counts from `origin`, the beginning of the message.
 */
export class WireWriter {
  bytes: Buffer<ArrayBuffer>
  #view: DataView
  /** Where the next byte goes. */
  at = 0
  /** Where the message began. */
  origin = 0

  constructor(capacity = 65536) {
    this.bytes = Buffer.allocUnsafeSlow(capacity)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** Makes room for that many bytes more. */
  reserve(more: number): void {
    const needed = this.at + more
    if (needed <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(larger, 0, 0, this.at)
    this.bytes = larger
    this.#view = new DataView(larger.buffer)
  }

  /** Zeros up to the next multiple of 2, 4 or 8. */
  align(alignment: number): void {
    const padding = -(this.at - this.origin) & (alignment - 1)
    if (padding === 0) return
    this.reserve(padding)
    for (let left = padding; left > 0; left--) this.bytes[this.at++] = 0
  }

  byte(value: number): void {
    if (this.at === this.bytes.length) this.reserve(1)
    this.bytes[this.at++] = value
  }

  uint16(value: number): void {
    this.align(2)
    this.reserve(2)
    this.#view.setUint16(this.at, value, true)
    this.at += 2
  }

  uint32(value: number): void {
    this.align(4)
    this.reserve(4)
    this.#view.setUint32(this.at, value, true)
    this.at += 4
  }

  /** Overwrites a number written before. */
  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  uint64(value: bigint): void {
    this.align(8)
    this.reserve(8)
    this.#view.setBigUint64(this.at, value, true)
    this.at += 8
  }

  double(value: number): void {
    this.align(8)
    this.reserve(8)
    this.#view.setFloat64(this.at, value, true)
    this.at += 8
  }

  string(value: string): void {
    this.align(4)
    this.reserve(value.length * 3 + 5)
    const start = this.at + 4
    const end = value.length <= shortString ? this.#shortText(value, start) : this.#longText(value, start)
    this.#view.setUint32(this.at, end - start, true)
    this.bytes[end] = 0
    this.at = end + 1
  }

  /** Text that is known to be ASCII without NUL. */
  ascii(value: string): void {
    this.align(4)
    this.reserve(value.length + 5)
    this.#view.setUint32(this.at, value.length, true)
    this.bytes.write(value, this.at + 4, 'latin1')
    this.at += value.length + 4
    this.bytes[this.at++] = 0
  }

  signature(value: string): void {
    this.reserve(value.length + 2)
    this.bytes[this.at++] = value.length
    for (let index = 0; index < value.length; index++) this.bytes[this.at++] = value.charCodeAt(index)
    this.bytes[this.at++] = 0
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** Character by character, which for short text is faster than a call into native code. */
  #shortText(value: string, start: number): number {
    const { bytes } = this
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code === 0 || code > 127) return this.#longText(value, start)
      bytes[start + index] = code
    }
    return start + value.length
  }

  #longText(value: string, start: number): number {
    // The bus would end the connection over it.
    if (value.includes('\0')) throw new WireError('a string holds a NUL')
    return start + this.bytes.write(value, start, 'utf8')
  }
}
