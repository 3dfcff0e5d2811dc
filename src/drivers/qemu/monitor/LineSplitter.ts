/** Cuts a byte stream into lines without copying a long line more than once. */
export class LineSplitter {
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
      lines.push(Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, ''))
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
  }
}
