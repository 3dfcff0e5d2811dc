// What systemd wants to know of a service while it runs. https://www.freedesktop.org/software/systemd/man/sd_notify.html
import { closeSync } from 'node:fs'
import { DatagramBacklog } from '../host/DatagramBacklog.js'
import { datagramSocket, sendMessage } from '../host/native.js'

/** What may wait for a systemd that is behind, and how long the end of the process may: a lost READY fails the whole start. */
const mostHeld = 64 << 10
const lastPatience = 100

/** Tells the service manager; without one, does nothing. */
export class ServiceNotifier {
  readonly #path: string | undefined
  readonly #watchdogMillis: number | undefined
  readonly #backlog = new DatagramBacklog(data => this.#transmit(data), mostHeld)
  #fd: number | undefined
  #watchdog: NodeJS.Timeout | undefined

  /** Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment, since children must not use them. */
  constructor(env: NodeJS.ProcessEnv, pid = process.pid) {
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = env
    delete env.NOTIFY_SOCKET
    delete env.WATCHDOG_USEC
    delete env.WATCHDOG_PID
    this.#path = NOTIFY_SOCKET && /^[/@]/.test(NOTIFY_SOCKET) ? NOTIFY_SOCKET : undefined
    const micros = Number(WATCHDOG_USEC)
    const meant = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === pid
    this.#watchdogMillis = meant && micros > 0 ? micros / 1000 : undefined
  }

  /** The start, or a reload, has succeeded. From the first time on the watchdog is kept quiet. */
  ready(status: string): void {
    this.#send('READY=1', `STATUS=${status}`)
    // Half the time, as sd_watchdog_enabled(3) advises.
    if (this.#watchdogMillis !== undefined) {
      this.#watchdog ??= setInterval(() => this.#send('WATCHDOG=1'), this.#watchdogMillis / 2).unref()
    }
  }

  /** A reload has begun; Type=notify-reload compares the time with that of its signal. */
  reloading(): void {
    this.#send('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`, 'STATUS=Reloading')
  }

  stopping(status: string): void {
    this.#send('STOPPING=1', `STATUS=${status}`)
  }

  status(text: string): void {
    this.#send(`STATUS=${text}`)
  }

  /** Asks for so many milliseconds from now for a start or stop that takes longer than the unit allows. */
  extendTimeout(milliseconds: number): void {
    this.#send(`EXTEND_TIMEOUT_USEC=${Math.round(milliseconds * 1000)}`)
  }

  close(): void {
    clearInterval(this.#watchdog)
    this.#backlog.close(lastPatience)
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #send(...assignments: readonly string[]): void {
    if (this.#path === undefined) return
    try {
      this.#backlog.send(Buffer.from(assignments.map(line => line.replaceAll('\n', ' ')).join('\n')))
    } catch {
      // No service manager behind that socket any more: nobody to tell.
    }
  }

  #transmit(data: Buffer): boolean {
    this.#fd ??= datagramSocket()
    return sendMessage(this.#fd, data, [], this.#path) >= 0
  }
}
