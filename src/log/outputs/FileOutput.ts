import { closeSync, openSync, write, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { libvirtVersion } from '../../api/libvirtVersion.js'
import { formatLogHeading, formatLogLine } from '../formatLogLine.js'
import type { LogOutput, LogRecord } from '../LogRecord.js'

/** Bytes that may wait for a slow disk; what comes on top is lost and counted. */
const mostWaiting = 1 << 20

/** Lines at the end of a file, written behind the event loop's back. */
export class FileOutput implements LogOutput {
  readonly name: string
  readonly #fd: number
  #waiting: string[] = []
  #waitingBytes = 0
  #writing = false
  #begun = false
  #closed = false
  #lost = 0

  /** @throws when the file can be neither opened nor made */
  constructor(path: string) {
    this.name = `file:${path}`
    this.#fd = openSync(path, 'a', 0o600)
  }

  write(record: LogRecord): void {
    if (this.#closed) return
    const line = formatLogLine(record)
    if (this.#waitingBytes + line.length > mostWaiting) {
      this.#lost++
      return
    }
    if (!this.#begun) this.#waiting.push(formatLogHeading(record.time, libvirtVersion.text, hostname()))
    this.#begun = true
    if (this.#lost > 0) this.#waiting.push(`${this.#lost} records were lost: the disk was behind\n`)
    this.#lost = 0
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    if (!this.#writing) this.#writeNext()
  }

  /** What waits is written before this returns, since the process may be about to end. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    try {
      writeSync(this.#fd, this.#waiting.join(''))
    } catch {
      // No space, or no disk: the records are lost, and the process ends all the same.
    }
    this.#waiting = []
    if (!this.#writing) closeSync(this.#fd)
  }

  #writeNext(): void {
    const data = Buffer.from(this.#waiting.join(''))
    this.#waiting = []
    this.#waitingBytes = 0
    this.#writing = true
    write(this.#fd, data, error => {
      this.#writing = false
      if (error) this.#lost++
      if (this.#closed) closeSync(this.#fd)
      else if (this.#waiting.length > 0) this.#writeNext()
    })
  }
}
