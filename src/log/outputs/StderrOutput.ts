import { hostname } from 'node:os'
import { libvirtVersion } from '../../api/libvirtVersion.js'
import { formatLogHeading, formatLogLine } from '../formatLogLine.js'
import type { LogOutput, LogRecord } from '../LogRecord.js'
import { NonBlockingFd } from './NonBlockingFd.js'

/** Lines on standard error. Opens it with the first record, so that a quiet process costs nothing. */
export class StderrOutput implements LogOutput {
  readonly name = 'stderr'
  #fd: NonBlockingFd | undefined
  #lost = 0

  /** @param descriptor another descriptor for tests */
  constructor(readonly descriptor = 2) {}

  write(record: LogRecord): void {
    try {
      let text = formatLogLine(record)
      if (this.#fd === undefined) text = formatLogHeading(record.time, libvirtVersion.text, hostname()) + text
      this.#fd ??= new NonBlockingFd(this.descriptor)
      if (this.#lost > 0) text = `${this.#lost} records were lost: the reader of standard error was behind\n${text}`
      this.#lost = this.#fd.write(Buffer.from(text)) ? 0 : this.#lost + 1
    } catch {
      this.#lost++ // closed, or a pipe without a reader: there is nowhere left to complain
    }
  }

  close(): void {
    this.#fd?.close()
    this.#fd = undefined
  }
}
