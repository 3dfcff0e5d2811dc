import t from 'tap'
import * as types from '../../../../src/model/domain/devices/attributeTypes.js'

const cases = [
  [
    'a number in the base that is ten',
    types.uint,
    ['7', 7],
    [' 7', 7],
    ['+7', 7],
    ['07', 7],
    ['4294967295', 4294967295],
  ],
  [
    'what is no number in base ten',
    types.uint,
    ['0x7'],
    ['7 '],
    ['-1'],
    ['4294967296'],
    [''],
    ['7.0'],
    ['99999999999999999999'],
  ],
  ['a number whose prefix says its base', types.prefixed, ['0x1f', 31], ['010', 8], ['10', 10]],
  ['what is no number in the base its prefix says', types.prefixed, ['08'], ['0x'], ['1f'], ['-0x1']],
  ['part of an address', types.hex(2), ['0x1f', 31], ['010', 8], ['31', 31]],
  ['a port of old', types.hex(1, 16), ['0x3f8', 0x3f8], ['3f8', 0x3f8], ['10', 16]],
  ['a number with a sign', types.int, ['-2147483648', -2147483648], ['2147483647', 2147483647]],
  ['what does not fit with a sign', types.int, ['2147483648'], ['-2147483649'], ['- 1']],
  ['the port of a bus', types.nonNegativeHex, ['0x8', 8], ['8', 8], ['-1'], ['2147483648']],
] as const

for (const [what, type, ...texts] of cases) {
  t.test(`reads ${what}`, async t => {
    for (const [text, value] of texts) t.equal(type.read(text), value, JSON.stringify(text))
  })
}

t.test('reads 64 bits and not one more', async t => {
  t.equal(types.ulong.read('18446744073709551615'), 18446744073709551615n)
  t.equal(types.ulong.read('18446744073709551616'), undefined)
  t.equal(types.ulong.read('0x10'), undefined)
  t.equal(types.hexLong().read('100000000'), 0x100000000n)
})
