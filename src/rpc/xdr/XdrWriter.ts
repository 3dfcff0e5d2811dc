// Writes XDR (RFC 4506) into one growing buffer.

/** Value of the bits behind a fixed-size integer; outside it a bug would silently become another number. */
const intRange = [-0x80000000, 0xffffffff] as const

export class XdrWriter {
  #bytes: Buffer
  #at = 0

  constructor(size = 512) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  get length(): number {
    return this.#at
  }

  /** 32 bits, signed or unsigned by the sign of the value. */
  int(value: number): void {
    if (!Number.isInteger(value) || value < intRange[0] || value > intRange[1]) {
      throw new RangeError(`${value} does not fit 32 bits`)
    }
    const at = this.#room(4)
    this.#bytes.writeInt32BE(value | 0, at)
  }

  hyper(value: bigint): void {
    const at = this.#room(8)
    this.#bytes.writeBigInt64BE(value, at)
  }

  uhyper(value: bigint): void {
    const at = this.#room(8)
    this.#bytes.writeBigUInt64BE(value, at)
  }

  double(value: number): void {
    const at = this.#room(8)
    this.#bytes.writeDoubleBE(value, at)
  }

  /** Always exactly 1 or 0: a client in Go refuses anything else. */
  flag(value: boolean): void {
    this.int(value ? 1 : 0)
  }

  bytes(value: Uint8Array): void {
    const padded = value.length + (-value.length & 3)
    const start = this.#room(padded)
    this.#bytes.set(value, start)
    this.#bytes.fill(0, start + value.length, start + padded)
  }

  /** Bytes as they are, without padding: stream data. */
  raw(value: Uint8Array): void {
    const start = this.#room(value.length)
    this.#bytes.set(value, start)
  }

  string(value: string): void {
    const length = Buffer.byteLength(value)
    this.int(length)
    const padded = length + (-length & 3)
    const start = this.#room(padded)
    this.#bytes.write(value, start, 'utf8')
    this.#bytes.fill(0, start + length, start + padded)
  }

  /** Overwrites 32 bits written before, for lengths known only afterwards. */
  patch(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at)
  }

  /** What was written; later writes do not change it. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Makes room and moves on. May replace the buffer: look at it only afterwards. */
  #room(length: number): number {
    const start = this.#at
    const end = start + length
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, start)
      this.#bytes = larger
    }
    this.#at = end
    return start
  }
}
