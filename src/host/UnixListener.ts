// Takes connections of a listening UNIX socket, made by ourselves or passed by systemd.
import { acceptConnection, type Watch, watch, watchFor } from './native.js'

/** How long to leave the queue alone when the process is out of descriptors; it would spin otherwise. Milliseconds. */
const restWithoutDescriptors = 100

/** Hands every new connection's descriptor to `onConnection`, which owns it. Starts paused; the listening fd stays the caller's. */
export class UnixListener {
  readonly #watch: Watch
  #rest: NodeJS.Timeout | undefined
  #listening = false

  /** @param onError told of what keeps connections waiting, such as EMFILE; the listener tries again by itself */
  constructor(
    readonly fd: number,
    readonly onConnection: (fd: number) => void,
    readonly onError: (error: Error) => void,
  ) {
    this.#watch = watch(fd, (_events, error) => this.#accept(error))
  }

  resume(): void {
    this.#listening = true
    this.#watch.set(watchFor.readable)
  }

  /** New connections wait in the kernel, as many as the backlog holds. */
  pause(): void {
    this.#listening = false
    this.#watch.set(0)
  }

  /** Must come before the descriptor is closed. */
  close(): void {
    clearTimeout(this.#rest)
    this.#listening = false
    this.#watch.close()
  }

  #accept(error: Error | undefined): void {
    for (let fd = this.#take(error); fd !== undefined; fd = this.#take()) {
      this.onConnection(fd)
      if (!this.#listening) return
    }
  }

  #take(error?: Error): number | undefined {
    try {
      if (error) throw error
      return acceptConnection(this.fd)
    } catch (failure) {
      this.#watch.set(0)
      this.#rest = setTimeout(() => this.#listening && this.resume(), restWithoutDescriptors)
      this.onError(failure instanceof Error ? failure : new Error(String(failure)))
      return undefined
    }
  }
}
