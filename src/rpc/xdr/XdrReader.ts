// Reads XDR (RFC 4506) with libvirt's liberties: any nonzero flag means "present", padding is not looked at, a string ends
// at its first NUL (rpc.md section 1).

/** The bytes do not hold what they should; becomes "Unable to decode message payload". */
export class XdrError extends Error {
  override readonly name = 'XdrError'
}

export class XdrReader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, start = 0) {
    this.#bytes = bytes
    this.#at = start
  }

  /** Bytes not read yet. */
  get rest(): number {
    return this.#bytes.length - this.#at
  }

  int(): number {
    return this.#bytes.readInt32BE(this.#take(4))
  }

  uint(): number {
    return this.#bytes.readUInt32BE(this.#take(4))
  }

  hyper(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8))
  }

  uhyper(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8))
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8))
  }

  flag(): boolean {
    return this.uint() !== 0
  }

  /** A counted length, refused above its limit. */
  count(max: number): number {
    const count = this.uint()
    if (count > max) throw new XdrError(`${count} elements where ${max} are allowed`)
    return count
  }

  /** Fixed bytes with padding. The result is a view: copy it to keep it. */
  bytes(length: number): Buffer {
    const start = this.#take(length + (-length & 3))
    return this.#bytes.subarray(start, start + length)
  }

  string(max: number): string {
    const bytes = this.bytes(this.count(max))
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
  }

  #take(length: number): number {
    const start = this.#at
    if (start + length > this.#bytes.length) throw new XdrError('the message ends too early')
    this.#at = start + length
    return start
  }
}
