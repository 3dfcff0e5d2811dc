import { Duplex } from 'node:stream'
import t from 'tap'
import { MessageParser } from '../../../src/bus/codec/MessageParser.js'
import { MessageQueue } from '../../../src/bus/connection/MessageQueue.js'

/** A bus that takes what it is given when it is told to. */
class SlowBus extends Duplex {
  readonly taken: Buffer[] = []
  #waiting: (() => void) | undefined

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#waiting = () => {
      // A copy at the time of taking: whoever changed the bytes meanwhile would be seen.
      this.taken.push(Buffer.from(chunk))
      done()
    }
  }

  /** Takes one write. @returns whether there was one */
  takeOne(): boolean {
    const take = this.#waiting
    this.#waiting = undefined
    take?.()
    return take !== undefined
  }
}

function queueOn(stream: SlowBus): MessageQueue {
  return new MessageQueue({ stream, send: data => void stream.write(data), takeDescriptors: () => [] })
}

const signal = (serial: number, text: string) =>
  ({
    type: 4,
    flags: 1,
    serial,
    fields: { path: '/a', interface: 'a.b', member: 'C', signature: 's' },
    values: [text],
  }) as const

const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('messages of one turn are one write', async t => {
  const bus = new SlowBus()
  const queue = queueOn(bus)
  for (let serial = 1; serial <= 10; serial++) queue.push(signal(serial, 'x'))
  await turn()
  t.ok(bus.takeOne())
  await turn()
  t.notOk(bus.takeOne())
})

t.test('what waits for a slow bus is not overwritten by what follows', async t => {
  const bus = new SlowBus()
  const queue = queueOn(bus)
  for (let serial = 1; serial <= 50; serial++) {
    queue.push(signal(serial, `text ${serial}`))
    await turn()
  }
  while (bus.takeOne()) await turn()
  const serials: number[] = []
  const parser = new MessageParser(
    message => serials.push(message.serial),
    () => [],
  )
  parser.push(Buffer.concat(bus.taken))
  t.strictSame(
    serials,
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
})

t.test('while too much waits for the bus, no more calls are read', async t => {
  const bus = new SlowBus()
  const queue = queueOn(bus)
  bus.resume()
  for (let serial = 1; serial <= 9; serial++) {
    queue.push(signal(serial, 'x'.repeat(1024 * 1024)))
    queue.flush()
  }
  t.ok(bus.isPaused())
  while (bus.takeOne()) await turn()
  t.notOk(bus.isPaused())
})

t.test('nothing is written after the end', async t => {
  const bus = new SlowBus()
  const queue = queueOn(bus)
  bus.destroy()
  await turn()
  queue.push(signal(1, 'x'))
  queue.flush()
  t.equal(bus.writableLength, 0)
})
