import t from 'tap'
import { formatNumberSet, numberSet, overlap } from '../../../src/model/domain/bitmap.js'

const lists = [
  ['0', '0'],
  ['0-3', '0-3'],
  ['3,1,2', '1-3'],
  ['0-7,^3', '0-2,4-7'],
  [' 1 , 5-6 ', '1,5-6'],
  ['0-1,1-2', '0-2'],
] as const

for (const [text, shortest] of lists) {
  t.test(`${text} is ${shortest}`, async t => {
    const set = numberSet(text, 16384)
    t.equal(set && formatNumberSet(set), shortest)
  })
}

for (const text of ['', 'x', '1-', '-1', '3-1', '1,,2', '^1-2', '16384', '99999999999999999999']) {
  t.test(`'${text}' is no list`, async t => {
    t.equal(numberSet(text, 16384), undefined)
  })
}

t.test('sets overlap when they share a member', async t => {
  t.ok(overlap([1, 2], [2, 3]))
  t.notOk(overlap([1, 2], [3]))
})
