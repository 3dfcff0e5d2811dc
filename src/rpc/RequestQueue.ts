// How much one client may have under way (rpc.md section 12, max_client_requests). Calls of high priority have places of
// their own, so that they pass the slow ones of the same client; what finds no place waits here, and beyond that in the kernel.
import type { Packet } from './packet.js'
import type { ReceivedFiles } from './ReceivedFiles.js'

/** Bytes that may wait here before the rest is left in the kernel; one packet of any size may always wait. */
const mostWaitingBytes = 1024 * 1024

/** A packet with the descriptors that came with it. */
export interface Request {
  readonly packet: Packet
  readonly files: ReceivedFiles
  readonly urgent: boolean
}

export class RequestQueue {
  #inFlight = 0
  #urgent = 0
  #waiting: Request[] = []
  #waitingBytes = 0
  #ended = () => {}

  /**
   * @param most requests of each kind in progress at once, and as many waiting
   * @param begin starts one; what it returns settles when the request no longer counts, and never rejects
   * @param roomAgain told when `full` has become false
   */
  constructor(
    private readonly most: number,
    private readonly begin: (request: Request) => Promise<void> | undefined,
    private readonly roomAgain: () => void,
  ) {}

  /** Nothing more is to be read. */
  get full(): boolean {
    return this.#waiting.length >= this.most || this.#waitingBytes > mostWaitingBytes
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#inFlight + this.#urgent, waiting: this.#waiting.length }
  }

  add(request: Request): void {
    if (this.#hasPlace(request)) {
      this.#begin(request)
      return
    }
    this.#waiting.push(request)
    this.#waitingBytes += request.packet.bytes.length
  }

  /** Forgets what waits and resolves when nothing is in progress any more, or after that many milliseconds. */
  idle(most: number): Promise<void> {
    this.drop()
    if (this.load.running === 0) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, most)
      this.#ended = () => {
        if (this.load.running > 0) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Forgets what waits. */
  drop(): void {
    for (const { files } of this.#waiting.splice(0)) files.close()
    this.#waitingBytes = 0
  }

  #hasPlace({ urgent }: Request): boolean {
    if (urgent) return this.#urgent < this.most
    // First come, first served: a stream's packets in particular.
    return this.#inFlight < this.most && !this.#waiting.some(request => !request.urgent)
  }

  #begin(request: Request): void {
    const done = this.begin(request)
    if (!done) return
    if (request.urgent) this.#urgent++
    else this.#inFlight++
    void done.finally(() => {
      if (request.urgent) this.#urgent--
      else this.#inFlight--
      this.#ended()
      this.#beginWaiting()
    })
  }

  #beginWaiting(): void {
    const wasFull = this.full
    for (const urgent of [true, false]) {
      for (;;) {
        const next = this.#waiting.find(request => request.urgent === urgent)
        if (!next || (urgent ? this.#urgent : this.#inFlight) >= this.most) break
        this.#waiting.splice(this.#waiting.indexOf(next), 1)
        this.#waitingBytes -= next.packet.bytes.length
        this.#begin(next)
      }
    }
    if (wasFull && !this.full) this.roomAgain()
  }
}
