import t from 'tap'
import { checkParent, childrenOf, descendantsOf, type Moments } from '../../../src/model/snapshot/momentTree.js'

const moments: Moments = new Map([
  ['a', {}],
  ['b', { parent: 'a' }],
  ['c', { parent: 'b' }],
  ['d', { parent: 'a' }],
  ['e', { parent: 'gone' }],
])

await t.test('children and descendants', async t => {
  t.strictSame(childrenOf(moments, undefined), ['a', 'e'])
  t.strictSame(childrenOf(moments, 'a'), ['b', 'd'])
  t.strictSame(descendantsOf(moments, 'a'), ['b', 'd', 'c'])
  t.strictSame(descendantsOf(moments, undefined), ['a', 'e', 'b', 'd', 'c'])
  t.strictSame(descendantsOf(moments, 'c'), [])
})

await t.test('a circle ends', async t => {
  const circle: Moments = new Map([
    ['a', { parent: 'b' }],
    ['b', { parent: 'a' }],
  ])
  t.strictSame(descendantsOf(circle, 'a'), ['b'])
})

await t.test('a parent is no descendant', async t => {
  t.doesNotThrow(() => checkParent(moments, 'n', 'c'))
  t.doesNotThrow(() => checkParent(moments, 'b', undefined))
  t.throws(() => checkParent(moments, 'b', 'b'), { message: /cannot set moment b as its own parent/ })
  t.throws(() => checkParent(moments, 'b', 'z'), { message: /parent z for moment b not found/ })
  t.throws(() => checkParent(moments, 'a', 'c'), { message: /parent c would create cycle to a/ })
})
