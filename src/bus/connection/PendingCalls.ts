import { closeSync } from 'node:fs'
import { type Message, messageTypes, readBody } from '../codec/Message.js'
import { BusError, busErrors } from './BusError.js'

export interface Reply {
  readonly values: readonly unknown[]
  readonly signature: string
  /** What `h` values index; the receiver's to close. */
  readonly descriptors: readonly number[]
}

interface Waiting {
  resolve(reply: Reply): void
  reject(error: unknown): void
  readonly timer: NodeJS.Timeout
  readonly signal: AbortSignal | undefined
  readonly abort: () => void
}

/** Milliseconds that D-Bus libraries wait for a reply. */
const defaultTimeout = 25_000

/** Our own calls that have no answer yet. */
export class PendingCalls {
  readonly #waiting = new Map<number, Waiting>()

  /** @throws BusError on an error reply, after the timeout and when the bus is lost; the signal's reason when aborted */
  wait(serial: number, { timeout = defaultTimeout, signal, destination, member }: CallFacts): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const expire = (): void => {
        const text = `${destination} did not answer ${member} within ${timeout} ms`
        this.#remove(serial)?.reject(new BusError(busErrors.noReply, text))
      }
      const timer = setTimeout(expire, timeout)
      const abort = (): void => this.#remove(serial)?.reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.set(serial, { resolve, reject, timer, signal, abort })
    })
  }

  /** Hands an incoming reply to whoever waits for it; late ones are dropped. */
  settle(message: Message): void {
    const waiting = this.#remove(message.fields.replySerial ?? 0)
    if (!waiting) return closeAll(message.descriptors)
    try {
      const values = readBody(message)
      if (message.type === messageTypes.return)
        return waiting.resolve({ signature: message.signature, values, descriptors: message.descriptors })
      const [text] = values
      waiting.reject(new BusError(message.fields.errorName ?? busErrors.failed, typeof text === 'string' ? text : ''))
    } catch (error) {
      waiting.reject(error)
    }
    closeAll(message.descriptors)
  }

  endAll(error: Error): void {
    for (const serial of this.#waiting.keys()) this.#remove(serial)?.reject(error)
  }

  #remove(serial: number): Waiting | undefined {
    const waiting = this.#waiting.get(serial)
    if (!waiting) return undefined
    this.#waiting.delete(serial)
    clearTimeout(waiting.timer)
    waiting.signal?.removeEventListener('abort', waiting.abort)
    return waiting
  }
}

interface CallFacts {
  readonly destination: string
  readonly member: string
  readonly timeout?: number
  readonly signal?: AbortSignal | undefined
}

function closeAll(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) closeSync(descriptor)
}
