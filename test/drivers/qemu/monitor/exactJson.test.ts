import t from 'tap'
import { compactJson, parseExactJson } from '../../../../src/drivers/qemu/monitor/exactJson.js'

/** Bytes; an expression that goes back would take hours, or run out of stack. */
const large = 8 << 20

const cases = [
  ['an integer beyond 2^53', '{"return": 1700000000123456789}', { return: '1700000000123456789' }],
  ['a negative one in a list', '[-9223372036854775808, 1]', ['-9223372036854775808', 1]],
  [
    'digits within text',
    '{"a": "x: 1700000000123456789, \\" 1700000000123456789"}',
    { a: 'x: 1700000000123456789, " 1700000000123456789' },
  ],
  ['a fraction', '1234567890123456.5', 1234567890123456.5],
  ['small numbers', '{"a": 1, "b": 2.5e3}', { a: 1, b: 2500 }],
] as const
for (const [what, text, value] of cases) {
  t.test(`${what} is read`, async t => {
    t.strictSame(parseExactJson(text), value)
  })
}

t.test('spaces go, but not those within text', async t => {
  t.equal(compactJson('{"a b": [1,  2],\n "c": "d \\" e"}'), '{"a b":[1,2],"c":"d \\" e"}')
})

t.test('what is nested too deep is refused, before it takes JSON.parse seconds', async t => {
  const levels = (count: number) => `${'[{"a":'.repeat(count / 2)}1${'}]'.repeat(count / 2)}`
  t.doesNotThrow(() => parseExactJson(levels(100)))
  t.throws(() => parseExactJson(levels(102)), { name: 'SyntaxError', message: /nested more than 100 levels/ })
  const started = performance.now()
  t.throws(() => parseExactJson('['.repeat(large)), { name: 'SyntaxError' })
  t.ok(performance.now() - started < 1000)
  t.same(parseExactJson(`{"a": "${'['.repeat(200)}"}`), { a: '['.repeat(200) }, 'brackets of a text do not count')
})

const hostile = [
  ['a long text', `{"a":"${'x'.repeat(large)}"}`],
  ['a long number', `{"a":${'1'.repeat(large)}.5}`],
  ['a text of escapes', `{"a":"${'\\"'.repeat(large / 2)}"}`],
  ['many spaces', `{"a":${' '.repeat(large)}1}`],
] as const
for (const [what, text] of hostile) {
  t.test(`${what} of megabytes, as a guest may send, is read in no time`, async t => {
    const started = performance.now()
    t.type(parseExactJson(text), 'object')
    t.doesNotThrow(() => compactJson(text))
    t.ok(performance.now() - started < 10_000)
  })
}
