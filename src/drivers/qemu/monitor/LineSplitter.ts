/** Pieces that wait to be put together. Each costs a hundred bytes, however short it is. */
const mostParts = 1024

/** Cuts a byte stream into lines without copying a long line more than twice. */
export class LineSplitter {
  #joined: Buffer[] = []
  #parts: Buffer[] = []
  #length = 0

  /** @param longest most bytes in one line */
  constructor(readonly longest: number) {}

  /**
   * Takes bytes and returns the lines that are now complete, without their end (`\n` or `\r\n`).
   * @throws RangeError when a line is too long
   */
  push(chunk: Buffer): string[] {
    const lines: string[] = []
    let rest = chunk
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      this.#keep(rest.subarray(0, end))
      lines.push(
        Buffer.concat([...this.#joined, ...this.#parts])
          .toString('utf8')
          .replace(/\r$/, ''),
      )
      this.#joined = []
      this.#parts = []
      this.#length = 0
      rest = rest.subarray(end + 1)
    }
    this.#keep(rest)
    return lines
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return
    this.#length += part.length
    if (this.#length > this.longest) throw new RangeError(`line of more than ${this.longest} bytes`)
    this.#parts.push(part)
    if (this.#parts.length === mostParts) this.#joined.push(Buffer.concat(this.#parts.splice(0)))
  }
}
