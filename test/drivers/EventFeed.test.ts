import t from 'tap'
import { EventFeed } from '../../src/drivers/EventFeed.js'
import { fakeDomain } from '../access/fakeDriver.js'

t.test('parts of a feed count in one sequence, and only hear of themselves', async t => {
  const whole = new EventFeed()
  const [first, second] = [whole.part(), whole.part()]
  const heard: string[] = []
  whole.subscribe(({ sequence }) => heard.push(`whole ${sequence}`))
  first.subscribe(({ sequence }) => heard.push(`first ${sequence}`))
  const stop = second.subscribe(({ sequence }) => heard.push(`second ${sequence}`))
  first.change('added', fakeDomain('a'))
  second.change('added', fakeDomain('b'))
  stop()
  second.change('removed', fakeDomain('b'))
  t.strictSame(heard, ['first 1', 'whole 1', 'second 2', 'whole 2', 'whole 3'])
  t.equal(first.sequence, 3)
})
