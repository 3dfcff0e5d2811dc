import t from 'tap'
import { stopGuests, type StopSettings } from '../../src/guests/stopGuests.js'
import { FakeHypervisor, type GuestManner, TestClock } from './fakeGuests.js'

const quiet = { begun: () => {}, done: () => {} }
const usual: StopSettings = { onShutdown: 'shutdown', parallel: Number.POSITIVE_INFINITY, timeout: 30_000 }

async function stopped(manners: Readonly<Record<string, GuestManner>>, settings: Partial<StopSettings> = {}) {
  const clock = new TestClock()
  const hypervisor = new FakeHypervisor(clock, manners)
  const work = stopGuests(hypervisor, hypervisor.guests, { ...usual, ...settings }, clock, quiet)
  const reports = await clock.runWhile(work)
  const results = Object.fromEntries(reports.map(({ guest, result }) => [guest.name, result]))
  return { reports, results, story: hypervisor.story, took: clock.monotonic() }
}

t.test('a guest that ignores the button is killed after its own timeout, and the others are not delayed', async t => {
  const { results, story } = await stopped({
    web: { plan: { timeout: 10_000 } },
    db: { shutsDownIn: 2_000 },
  })
  t.strictSame(results, { db: 'shut down', web: 'killed' })
  t.strictSame(story, ['web asked at 0', 'db asked at 0', 'db shut down', 'web killed'])
})

t.test('lower priorities are down before higher ones are asked', async t => {
  const { story } = await stopped({
    base: { plan: { priority: 10 }, shutsDownIn: 1_000 },
    web: { shutsDownIn: 3_000 },
    db: { plan: { priority: 5 }, shutsDownIn: 1_000 },
  })
  const order = ['web asked at 0', 'web shut down', 'db asked at 3000', 'db shut down', 'base asked at 4000']
  t.strictSame(story.slice(0, 5), order)
})

t.test('no more guests than allowed stop at once, and one after the other each has the whole limit', async t => {
  const { results, story } = await stopped({ a: {}, b: { shutsDownIn: 29_000 } }, { parallel: 1 })
  t.strictSame(story, ['a asked at 0', 'a killed', 'b asked at 30000', 'b shut down'])
  t.strictSame(results, { a: 'killed', b: 'shut down' })
})

t.test('two at a time share one limit, whenever each was asked', async t => {
  const { story, took } = await stopped({ a: { shutsDownIn: 20_000 }, b: {}, c: {} }, { parallel: 2 })
  t.strictSame(story, ['a asked at 0', 'b asked at 0', 'a shut down', 'c asked at 20000', 'b killed', 'c killed'])
  t.equal(took, 30_000)
})

t.test('a guest that cannot be saved is shut down instead, and the report says why', async t => {
  const { reports, results } = await stopped(
    { old: { canBeSaved: true }, new: { shutsDownIn: 1_000 } },
    { onShutdown: 'suspend' },
  )
  t.strictSame(results, { old: 'saved', new: 'shut down' })
  t.match(reports.find(({ guest }) => guest.name === 'new')?.reason, /it cannot be saved: no saving here/)
})

t.test('what a guest says for itself goes before the settings of the host', async t => {
  const { results, story } = await stopped({
    own: { plan: { action: 'destroy' }, shutsDownIn: 1_000 },
    stays: { plan: { action: 'ignore' }, shutsDownIn: 1_000 },
    saved: { plan: { action: 'suspend' }, canBeSaved: true },
  })
  t.strictSame(results, { stays: 'left running', own: 'killed', saved: 'saved' })
  t.notMatch(story.join(), /asked/)
})

t.test('without a limit a slow guest is waited for', async t => {
  const { results, took } = await stopped({ slow: { shutsDownIn: 3_600_000 } }, { timeout: 0 })
  t.strictSame(results, { slow: 'shut down' })
  t.equal(took, 3_600_000)
})
