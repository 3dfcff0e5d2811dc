import t from 'tap'
import { ChangeHistory } from '../../../src/bus/events/ChangeHistory.js'
import { fakeDomain } from '../../access/fakeDriver.js'

const change = (sequence: number) =>
  ({ sequence, what: 'changed', path: '/a', subject: fakeDomain('web'), properties: [] }) as const

t.test('the record begins where the service began', async t => {
  const history = new ChangeHistory(10)
  history.add(change(11))
  t.strictSame(
    history.since(10n, 11).map(({ sequence }) => sequence),
    [11],
  )
  t.strictSame(history.since(11n, 11), [])
  t.throws(() => history.since(9n, 11), { code: 'OPERATION_INVALID' })
  t.throws(() => history.since(12n, 11), { code: 'OPERATION_INVALID' })
})

t.test('a long record forgets its beginning, and says so', async t => {
  const history = new ChangeHistory(0)
  for (let sequence = 1; sequence <= 10_000; sequence++) history.add(change(sequence))
  t.throws(() => history.since(0n, 10_000), {
    message: /changes are only known from 4096 to 10000. List the objects again/,
  })
  t.equal(history.since(4096n, 10_000).length, 10_000 - 4096)
})
