import { closeSync } from 'node:fs'
import { datagramSocket, sendMessage } from '../../host/native.js'
import { syslogPriorities } from '../LogLevel.js'
import type { LogOutput, LogRecord } from '../LogRecord.js'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const daemonFacility = 3 << 3

/** Texts for a syslog daemon, in the format of RFC 3164: `<priority>Mmm dd hh:mm:ss identifier[pid]: text`. */
export class SyslogOutput implements LogOutput {
  readonly name: string
  readonly #fd = datagramSocket()

  /** @param identifier what syslog puts in front; @param path differs in tests only */
  constructor(
    readonly identifier: string,
    readonly path = '/dev/log',
  ) {
    this.name = `syslog:${identifier}`
  }

  write(record: LogRecord): void {
    const priority = daemonFacility | syslogPriorities[record.level]
    const text = record.text.replace(/[\0\n]/g, ' ')
    try {
      sendMessage(
        this.#fd,
        Buffer.from(`<${priority}>${localTime(record.time)} ${this.identifier}[${process.pid}]: ${text}`),
        [],
        this.path,
      )
    } catch {
      // No syslog daemon, or a record beyond its limit: there is no second place that this output stands for.
    }
  }

  close(): void {
    closeSync(this.#fd)
  }
}

function localTime(time: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = String(time.getDate()).padStart(2, ' ')
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')
  return `${months[time.getMonth()]} ${day} ${clock}`
}
