import t from 'tap'
import { decode } from '../../../src/bus/codec/decode.js'
import { type Message, readMessage } from '../../../src/bus/codec/Message.js'
import { MessageParser } from '../../../src/bus/codec/MessageParser.js'
import { WireError } from '../../../src/bus/codec/values.js'
import { WireReader } from '../../../src/bus/codec/WireReader.js'
import { WireWriter } from '../../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../../src/bus/codec/writeMessage.js'

const read = (signature: string, hex: string, littleEndian = true) =>
  decode(new WireReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'), littleEndian, 1), signature)

const deepVariant = '0176 00'.repeat(70)
const refused: [title: string, signature: string, hex: string][] = [
  ['a boolean of 2', 'b', '02000000'],
  ['padding that is not zero', 'yu', '01000100 05000000'],
  ['a string that is not UTF-8', 's', '02000000 c328 00'],
  ['a long string that is not UTF-8', 's', `64000000 ${'61'.repeat(99)}ff 00`],
  ['an encoded surrogate', 's', '03000000 eda080 00'],
  ['a string with a NUL inside', 's', '03000000 610062 00'],
  ['a string that is not closed', 's', '01000000 6162'],
  ['a string beyond the message', 's', 'ffffff7f 61 00'],
  ['a path without its slash', 'o', '01000000 61 00'],
  ['a path with an empty element', 'o', '04000000 2f2f6162 00'],
  ['a path that ends in a slash', 'o', '03000000 2f612f 00'],
  ['a path with other characters', 'o', '03000000 2f612d 00'],
  ['a signature of an unknown letter', 'g', '01 5a 00'],
  ['a variant of two types', 'v', '02 7979 00 01 02'],
  ['a variant without a type', 'v', '00 00'],
  ['a dictionary with a container as key', 'v', '06 617b6179737d 00'],
  ['variants 70 deep', 'v', `${deepVariant} 0179 00 01`],
  ['an array over 64 MiB', 'ay', '01000004 00'],
  ['an array that ends within its element', 'au', '06000000 01000000 02000000'],
  ['an array beyond the message', 'au', '08000000 01000000'],
  ['a descriptor that did not come', 'h', '01000000'],
  ['bytes behind the last value', 'y', '0102'],
  ['a missing value', 'yy', '01'],
  ['an empty struct', '()', ''],
  ['a lone dictionary entry', '{sv}', ''],
]
for (const [title, signature, hex] of refused) {
  t.test(`${title} is refused`, async t => {
    t.throws(() => read(signature, hex), WireError)
  })
}

t.test('a signature may have 32 arrays within each other, and not 33', async t => {
  t.strictSame(read(`${'a'.repeat(32)}s`, '00000000'), [[]])
  t.throws(() => read(`${'a'.repeat(33)}s`, '00000000'), WireError)
})

t.test('senders with the other byte order are understood', async t => {
  t.strictSame(read('yuxs', '05 000000 00000001 fffffffffffffffe 00000002 6869 00', false), [5, 1, -2n, 'hi'])
})

function signal(member: string, values: string[]): Buffer {
  const writer = new WireWriter()
  const fields = { path: '/a', interface: 'a.b', member, signature: 's'.repeat(values.length) }
  writeMessage(writer, { type: 4, flags: 0, serial: 9, fields, values })
  return Buffer.from(writer.bytes.subarray(0, writer.at))
}

for (const size of [1, 7, 15, 16, 17, 100, 5000]) {
  t.test(`messages are found in a stream that comes ${size} bytes at a time`, async t => {
    const names: (string | undefined)[] = []
    const parser = new MessageParser(
      message => names.push(message.fields.member),
      () => [],
    )
    const stream = Buffer.concat([signal('One', []), signal('Two', ['x'.repeat(300)]), signal('Three', ['a', 'b'])])
    for (let at = 0; at < stream.length; at += size) parser.push(stream.subarray(at, at + size))
    t.strictSame(names, ['One', 'Two', 'Three'])
  })
}

const brokenStreams: [title: string, change: (bytes: Buffer) => void][] = [
  ['no byte order', bytes => bytes.writeUInt8(0, 0)],
  ['type 0', bytes => bytes.writeUInt8(0, 1)],
  ['another protocol version', bytes => bytes.writeUInt8(2, 3)],
  ['serial 0', bytes => bytes.writeUInt32LE(0, 8)],
  ['a body of 2 GiB', bytes => bytes.writeUInt32LE(0x7fffffff, 4)],
  ['fields of 2 GiB', bytes => bytes.writeUInt32LE(0x7fffffff, 12)],
  ['no member', bytes => bytes.writeUInt8(200, bytes.indexOf('One') - 8)],
  ['a path of another type', bytes => bytes.write('s', 18)],
]
for (const [title, change] of brokenStreams) {
  t.test(`a message with ${title} ends the connection`, async t => {
    const bytes = signal('One', [])
    change(bytes)
    const parser = new MessageParser(
      () => t.fail('delivered'),
      () => [],
    )
    t.throws(() => parser.push(bytes), WireError)
  })
}

t.test('header fields that are not known yet are passed over', async t => {
  const bytes = signal('One', [])
  const known: Message = readMessage(bytes)
  const writer = new WireWriter()
  writer.raw(bytes)
  writer.align(8)
  const fieldsAt = writer.at
  writer.byte(99)
  writer.signature('as')
  writer.align(4)
  writer.uint32(5)
  writer.string('')
  writer.setUint32(12, writer.at - 16)
  writer.align(8)
  t.ok(fieldsAt > 0)
  t.strictSame(readMessage(writer.bytes.subarray(0, writer.at)).fields, known.fields)
})
