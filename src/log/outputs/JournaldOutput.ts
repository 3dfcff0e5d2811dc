import { closeSync } from 'node:fs'
import { DatagramBacklog } from '../../host/DatagramBacklog.js'
import { datagramSocket, sealedMemory, sendMessage } from '../../host/native.js'
import { MSG } from '../catalogue.js'
import { encodeJournalRecord } from '../encodeJournalRecord.js'
import type { LogOutput, LogRecord } from '../LogRecord.js'
import { StderrOutput } from './StderrOutput.js'

/** Where journald listens. */
export const journaldSocket = '/run/systemd/journal/socket'

/** What may wait for a journald that is behind. Bytes. */
const mostHeld = 4 << 20
/** How long the end of the process may be held up for it. Milliseconds. */
const lastPatience = 100

/** Records with all their fields in the journal. When journald is not there, they go to standard error. */
export class JournaldOutput implements LogOutput {
  readonly name = 'journald'
  readonly #fallback: LogOutput
  readonly #fd = datagramSocket()
  readonly #backlog = new DatagramBacklog(data => this.#transmit(data), mostHeld)

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
      const lost = this.#backlog.takeLost()
      if (lost > 0) this.#backlog.send(encodeJournalRecord(lossOf(lost, record), this.identifier))
      this.#backlog.send(encodeJournalRecord(record, this.identifier))
    } catch {
      this.#fallback.write(record)
    }
  }

  close(): void {
    this.#backlog.close(lastPatience)
    closeSync(this.#fd)
    this.#fallback.close()
  }

  #transmit(data: Buffer): boolean {
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
}

function lossOf(count: number, next: LogRecord): LogRecord {
  const text = `${count} records were lost: journald did not take them in time`
  return { ...next, level: 'warning', text, message: MSG.recordsLost, fields: { count } }
}

/** Larger than a datagram may be, or than the socket's buffer. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EMSGSIZE' || error.code === 'ENOBUFS')
}
