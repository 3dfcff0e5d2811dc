import { closeSync } from 'node:fs'
import { datagramSocket, sealedMemory, sendMessage } from '../../host/native.js'
import { MSG } from '../catalogue.js'
import { encodeJournalRecord } from '../encodeJournalRecord.js'
import type { LogOutput, LogRecord } from '../LogRecord.js'
import { StderrOutput } from './StderrOutput.js'

/** Where journald listens. */
export const journaldSocket = '/run/systemd/journal/socket'

/** Records with all their fields in the journal. When journald is not there, they go to standard error. */
export class JournaldOutput implements LogOutput {
  readonly name = 'journald'
  readonly #fallback: LogOutput
  readonly #fd = datagramSocket()
  #lost = 0

  /** @param identifier the program's name; @param path and @param fallback differ in tests only */
  constructor(
    readonly identifier: string,
    readonly path = journaldSocket,
    fallback: LogOutput = new StderrOutput(),
  ) {
    this.#fallback = fallback
  }

  write(record: LogRecord): void {
    try {
      if (this.#lost > 0 && this.#send(this.#lossRecord(record))) this.#lost = 0
      // -1: journald is stuck or behind, and its queue is full. Waiting for it would stop the daemon as well.
      if (this.#lost > 0 || !this.#send(record)) this.#lost++
    } catch {
      this.#fallback.write(record)
    }
  }

  close(): void {
    closeSync(this.#fd)
    this.#fallback.close()
  }

  #send(record: LogRecord): boolean {
    const data = encodeJournalRecord(record, this.identifier)
    try {
      return sendMessage(this.#fd, data, [], this.path) >= 0
    } catch (error) {
      if (!isTooLarge(error)) throw error
    }
    const memory = sealedMemory('journal-record', data)
    try {
      return sendMessage(this.#fd, new Uint8Array(0), [memory], this.path) >= 0
    } finally {
      closeSync(memory)
    }
  }

  #lossRecord(record: LogRecord): LogRecord {
    const text = `${this.#lost} records were lost: journald did not take them in time`
    return { ...record, level: 'warning', text, message: MSG.recordsLost, fields: { count: this.#lost } }
  }
}

/** Larger than a datagram may be, or than the socket's buffer. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EMSGSIZE' || error.code === 'ENOBUFS')
}
