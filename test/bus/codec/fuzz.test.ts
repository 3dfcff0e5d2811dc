// Whatever bytes come, reading them ends with values or with a WireError, and soon.
import t from 'tap'
import { readBody, readMessage } from '../../../src/bus/codec/Message.js'
import { MessageParser } from '../../../src/bus/codec/MessageParser.js'
import { WireError } from '../../../src/bus/codec/values.js'
import { WireWriter } from '../../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../../src/bus/codec/writeMessage.js'
import { randomBody, seeded } from './randomBodies.js'

const rounds = 20_000

function randomMessage(random: () => number): Buffer {
  const writer = new WireWriter(256)
  const { signature, values } = randomBody(random)
  const fields = { path: '/a/b', interface: 'a.b', member: 'C', destination: ':1.1', signature }
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields, values })
  return Buffer.from(writer.bytes.subarray(0, writer.at))
}

/** Changes some bytes, mostly to values that mean something. */
function damage(bytes: Buffer, random: () => number): void {
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    const at = Math.floor(random() * bytes.length)
    bytes[at] = random() < 0.5 ? Math.floor(random() * 256) : (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
}

/** `read`, `refused`, or what should not have happened. */
function outcome(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    return error instanceof WireError ? 'refused' : String(error)
  }
}

t.test('damaged messages are read or refused, and nothing else', async t => {
  const random = seeded(4711)
  const counts = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    const bytes = randomMessage(random)
    damage(bytes, random)
    const what = outcome(() => readBody(readMessage(bytes)))
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  t.strictSame(
    [...counts.keys()].sort((one, other) => one.localeCompare(other)),
    ['read', 'refused'],
  )
  t.ok((counts.get('refused') ?? 0) > rounds / 10)
})

t.test('a damaged stream is understood up to the damage', async t => {
  const random = seeded(815)
  for (let round = 0; round < 500; round++) {
    const good = randomMessage(random)
    const bad = randomMessage(random)
    damage(bad, random)
    let delivered = 0
    const parser = new MessageParser(
      () => delivered++,
      () => [],
    )
    const what = outcome(() => parser.push(Buffer.concat([good, bad])))
    if (what !== 'read' && what !== 'refused') t.fail(what)
    if (delivered < 1) t.fail('the first message was lost')
  }
})
