import t from 'tap'
import { LineSplitter } from '../../../../src/drivers/qemu/monitor/LineSplitter.js'

t.test('lines are cut wherever the pieces end', async t => {
  const lines = new LineSplitter(100)
  const pieces = ['a', 'b\r', '\nc\n', '\n', 'd']
  t.strictSame(
    pieces.map(piece => lines.push(Buffer.from(piece))),
    [[], [], ['ab', 'c'], [''], []],
  )
})

t.test('a line of very many pieces comes in one, in order, and costs little more than its bytes', async t => {
  const length = 300_000
  const lines = new LineSplitter(length)
  const letters = Buffer.from('abcdefg')
  const before = process.memoryUsage().rss
  for (let at = 0; at < length; at++) lines.push(Buffer.from(letters.subarray(at % 7, (at % 7) + 1)))
  t.ok(process.memoryUsage().rss - before < 64 << 20)
  const [line = ''] = lines.push(Buffer.from('\n'))
  t.equal(line, 'abcdefg'.repeat(length / 7 + 1).slice(0, length))
  t.throws(() => lines.push(Buffer.alloc(length + 1)), RangeError)
})
