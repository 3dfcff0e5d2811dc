import { marshall } from 'dbus-next/lib/message.js'
import t from 'tap'
import { readBody, readMessage } from '../../../src/bus/codec/Message.js'
import { encode } from '../../../src/bus/codec/encode.js'
import { EncodedElements, Variant, WireError } from '../../../src/bus/codec/values.js'
import { WireWriter } from '../../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../../src/bus/codec/writeMessage.js'
import { type RandomBody, randomBody, seeded } from './randomBodies.js'

const rounds = 3000
const fields = { path: '/org/libvirt/QEMU', interface: 'org.libvirt.Connect', member: 'Echo', destination: ':1.42' }

/** Our values as dbus-next's marshaller wants them. */
function forLibrary(value: unknown): unknown {
  if (value instanceof Variant) return [value.signature, forLibrary(value.value)]
  if (Array.isArray(value)) return value.map(forLibrary)
  return value
}

function ours(writer: WireWriter, { signature, values }: RandomBody): Buffer {
  const start = writer.at
  writeMessage(writer, { type: 1, flags: 0, serial: 7, fields: { ...fields, signature }, values })
  return Buffer.from(writer.bytes.subarray(start, writer.at))
}

function theirs({ signature, values }: RandomBody): Buffer {
  const body = values.map(forLibrary)
  return marshall({ type: 1, flags: 0, serial: 7, ...fields, signature: signature || undefined, body })[0]
}

t.test('random messages have the bytes that another marshaller gives them', async t => {
  const random = seeded(20260101)
  const writer = new WireWriter(64)
  const different: string[] = []
  for (let round = 0; round < rounds; round++) {
    const body = randomBody(random)
    if (!ours(writer, body).equals(theirs(body))) different.push(`${round}: ${body.signature}`)
  }
  t.strictSame(different, [])
})

t.test('random messages are read back as they were written', async t => {
  const random = seeded(77)
  const writer = new WireWriter()
  for (let round = 0; round < rounds; round++) {
    const body = randomBody(random)
    writer.at = 0
    const message = readMessage(ours(writer, body))
    if (message.signature !== body.signature) t.equal(message.signature, body.signature)
    const read = readBody(message)
    if (!ours(new WireWriter(), { ...body, values: read }).equals(ours(new WireWriter(), body))) t.fail(body.signature)
  }
})

const limits: [signature: string, value: unknown][] = [
  ['x', -0x8000000000000000n],
  ['x', 0x7fffffffffffffffn],
  ['t', 0xffffffffffffffffn],
  ['i', -0x80000000],
  ['u', 0xffffffff],
  ['n', -0x8000],
  ['d', Number.POSITIVE_INFINITY],
  ['a{it}', [[-1, 18446744073709551615n]]],
  ['ay', new Uint8Array(1000).fill(7)],
  ['aay', [new Uint8Array(), Uint8Array.of(1)]],
  ['v', new Variant('v', new Variant('s', 'twice wrapped'))],
]
for (const [signature, value] of limits) {
  t.test(`${signature} carries ${String(value).slice(0, 40)}`, async t => {
    const writer = new WireWriter(16)
    writeMessage(writer, { type: 2, flags: 0, serial: 1, fields: { replySerial: 1, signature }, values: [value] })
    t.strictSame(readBody(readMessage(writer.bytes.subarray(0, writer.at))), [value])
  })
}

const misfits: [signature: string, value: unknown][] = [
  ['i', 0x80000000],
  ['u', -1],
  ['u', 1.5],
  ['t', 1],
  ['t', -1n],
  ['x', 0x8000000000000000n],
  ['s', 'a\0b'],
  ['s', `${'long '.repeat(20)}\0`],
  ['s', undefined],
  ['as', 'text'],
  ['(ii)', [1]],
  ['ay', [1, 2]],
  ['b', 1],
  ['v', 'bare'],
  ['g', '(('],
  ['aa', []],
  ['o', 'undefined'],
  ['o', '/a/'],
]
for (const [signature, value] of misfits) {
  t.test(
    `${JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v))} is no ${signature}, and nothing of the message is left behind`,
    async t => {
      const writer = new WireWriter(16)
      const message = { type: 2, flags: 0, serial: 1, fields: { replySerial: 1, signature }, values: [value] } as const
      t.throws(() => writeMessage(writer, message), WireError)
      t.equal(writer.at, 0)
    },
  )
}

const longArrays: [signature: string, element: string, items: unknown[]][] = [
  [
    'a{sv}',
    '(sv)',
    [
      ['one', new Variant('t', 1n)],
      ['three', new Variant('s', 'x')],
      ['', new Variant('y', 7)],
    ],
  ],
  [
    'a(oas)',
    '(oas)',
    [
      ['/a', ['x', 'yz']],
      ['/b', []],
    ],
  ],
  ['a{sv}', '(sv)', []],
]
for (const [signature, element, items] of longArrays) {
  t.test(
    `${signature} of ${items.length} written item by item has the bytes of the whole, wherever it stands`,
    async t => {
      const part = new WireWriter(16)
      for (const item of items) encode(part, element, [item])
      const written = new EncodedElements(part.bytes.subarray(0, part.at))
      for (const before of ['', 'y', 's', 'ss']) {
        const values = before.split('').map(letter => (letter === 'y' ? 1 : 'abc'))
        const whole = { signature: `${before}${signature}`, values: [...values, items] }
        const parted = { signature: `${before}${signature}`, values: [...values, written] }
        t.same(ours(new WireWriter(), parted), ours(new WireWriter(), whole))
      }
    },
  )
}

t.test('written elements are refused where they would not fit', async t => {
  const writer = new WireWriter()
  t.throws(() => encode(writer, 'as', [new EncodedElements(Uint8Array.of(0))]), WireError)
})

t.test('a lone surrogate is sent as the replacement character, which every bus accepts', async t => {
  const writer = new WireWriter()
  const values = ['\ud800']
  writeMessage(writer, { type: 2, flags: 0, serial: 1, fields: { replySerial: 1, signature: 's' }, values })
  t.strictSame(readBody(readMessage(writer.bytes.subarray(0, writer.at))), ['\ufffd'])
})
