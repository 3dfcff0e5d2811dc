import t from 'tap'
import { JobLock } from '../../src/drivers/JobLock.js'
import { systemClock } from '../../src/host/Clock.js'

/** Work that goes on until it is told to end. */
function held() {
  let end = () => {}
  const ended = new Promise<void>(resolve => (end = resolve))
  return { work: () => ended, end }
}

t.test('jobs run one after the other, in the order in which they came', async t => {
  const lock = new JobLock(systemClock)
  const order: string[] = []
  const first = held()
  const jobs = [
    lock.run('a', first.work),
    lock.run('b', async () => void order.push('b')),
    lock.run('c', async () => void order.push('c')),
  ]
  t.equal(lock.holder?.name, 'a')
  first.end()
  await Promise.all(jobs)
  t.same(order, ['b', 'c'])
  t.equal(lock.holder, undefined)
})

t.test('whoever gives up waiting is told who holds the lock, and leaves the queue', async t => {
  const lock = new JobLock(systemClock)
  const first = held()
  const running = lock.run('domainSnapshot', first.work)
  await t.rejects(
    lock.run('domainCreate', async () => t.fail('it ran all the same'), { patience: 20 }),
    {
      code: 'OPERATION_TIMEOUT',
      text: 'Timed out during operation: cannot acquire state change lock (held by monitor=domainSnapshot)',
      hint: "'domainSnapshot' has been running for 0 s",
    },
  )
  first.end()
  await running
  t.equal(await lock.run('next', async () => 7), 7)
})

t.test('a caller that leaves waits no longer', async t => {
  const lock = new JobLock(systemClock)
  const first = held()
  const running = lock.run('a', first.work)
  const leaving = new AbortController()
  const waiting = lock.run('b', async () => t.fail('it ran all the same'), { signal: leaving.signal })
  leaving.abort(new Error('left'))
  await t.rejects(waiting, { message: 'left' })
  first.end()
  await running
})

t.test('too many waiters are refused at once', async t => {
  const lock = new JobLock(systemClock, { mostWaiting: 1 })
  const first = held()
  const jobs = [lock.run('a', first.work), lock.run('b', async () => {})]
  await t.rejects(
    lock.run('c', async () => {}),
    /cannot acquire state change lock \(held by monitor=a\) due to max_queued limit/,
  )
  first.end()
  await Promise.all(jobs)
})

t.test('a job that fails lets the next one in', async t => {
  const lock = new JobLock(systemClock)
  const failing = lock.run('a', async () => {
    throw new Error('broken')
  })
  const next = lock.run('b', async () => 'in')
  await t.rejects(failing, { message: 'broken' })
  t.equal(await next, 'in')
})
