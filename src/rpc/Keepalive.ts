// Notices peers that have gone silent (rpc.md section 5). Answering pings is the connection's business.

export interface KeepaliveSettings {
  /** Seconds of silence before a ping; below 1 nothing is sent. */
  readonly interval: number
  /** Unanswered pings after which one more interval ends the connection. */
  readonly count: number
}

export class Keepalive {
  #timer: NodeJS.Timeout | undefined
  #unanswered = 0

  constructor(
    private readonly settings: KeepaliveSettings,
    private readonly ping: () => void,
    private readonly dead: () => void,
  ) {}

  /** Begins to ping; asked for by the client with feature 10. */
  start(): void {
    if (this.#timer || this.settings.interval < 1) return
    this.#timer = setInterval(() => this.#tick(), this.settings.interval * 1000)
    this.#timer.unref()
  }

  /** The peer sent something. */
  heard(): void {
    this.#unanswered = 0
    this.#timer?.refresh()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    if (this.#unanswered >= this.settings.count) {
      this.stop()
      this.dead()
      return
    }
    this.#unanswered++
    this.ping()
  }
}
