import { Duplex } from 'node:stream'

/** Two ends of a pipe in memory; node:stream has one from version 22 on. */
export function duplexPair(): [Duplex, Duplex] {
  const ends: End[] = []
  class End extends Duplex {
    waiting: (() => void) | undefined
    constructor(private readonly other: number) {
      super({ allowHalfOpen: false })
    }
    override _read(): void {
      const resume = this.waiting
      this.waiting = undefined
      resume?.()
    }
    override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
      const peer = ends[this.other]
      if (!peer || peer.destroyed) callback()
      else if (peer.push(chunk)) queueMicrotask(callback)
      else peer.waiting = callback
    }
    override _final(callback: () => void): void {
      ends[this.other]?.push(null)
      callback()
    }
    override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
      const peer = ends[this.other]
      if (peer && !peer.destroyed) setImmediate(() => peer.push(null))
      callback(error)
    }
  }
  const pair: [End, End] = [new End(1), new End(0)]
  ends.push(...pair)
  return pair
}
