import t from 'tap'
import { startGuests } from '../../src/guests/startGuests.js'
import { FakeHypervisor, type GuestManner, TestClock } from './fakeGuests.js'

const quiet = { begun: () => {}, done: () => {} }

async function started(manners: Readonly<Record<string, GuestManner>>, startDelay = 0) {
  const clock = new TestClock()
  const hypervisor = new FakeHypervisor(clock, manners)
  const work = startGuests(hypervisor.guests, { startDelay, syncTime: false }, clock, quiet)
  const reports = await clock.runWhile(work)
  const results = Object.fromEntries(reports.map(({ guest, result }) => [guest.name, result]))
  return { results, story: hypervisor.story, took: clock.monotonic() }
}

t.test('higher priorities start first, in the order of the list within one', async t => {
  const { story } = await started({ c: { off: true }, a: { off: true, plan: { priority: 9 } }, b: { off: true } })
  t.strictSame(story, ['a started at 0', 'c started at 0', 'b started at 0'])
})

t.test('one that fails does not keep the others, and one that runs is left alone', async t => {
  const { results } = await started({ bad: { off: true, startFails: 'no disk' }, good: { off: true }, runs: {} })
  t.strictSame(results, { bad: 'not started', good: 'started', runs: 'runs already' })
})

t.test('there is a pause between two starts, and none before the first or for one that runs', async t => {
  const { story } = await started({ a: { off: true }, runs: {}, b: { off: true } }, 5_000)
  t.strictSame(story, ['a started at 0', 'b started at 5000'])
})

t.test('lower priorities wait until a guest has its address, and its delay on top', async t => {
  const { story } = await started({
    router: { off: true, plan: { priority: 1, ready: 'address', delay: 1_000 }, addressIn: 7_200 },
    web: { off: true },
  })
  t.strictSame(story, ['router started at 0', 'web started at 8500'])
})

t.test('nobody waits for an address longer than the plan says, nor for an agent that cannot be asked', async t => {
  const { story } = await started({
    router: { off: true, plan: { priority: 2, ready: 'address', readyTimeout: 3_000 }, addressIn: 60_000 },
    db: { off: true, plan: { priority: 1, ready: 'agent' } },
    web: { off: true },
  })
  t.strictSame(story, ['router started at 0', 'db started at 3000', 'web started at 3000'])
})
