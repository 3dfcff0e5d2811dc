import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { IdleExit } from '../../src/daemon/IdleExit.js'

const short = 0.05
const watched = (t: { teardown(run: () => void): void }, seconds: number) => {
  const state = { busy: false, expired: 0 }
  const idle = new IdleExit(
    seconds,
    () => state.busy,
    () => state.expired++,
  )
  t.teardown(() => idle.close())
  return { state, idle }
}

t.test('nothing keeping it, the time runs out once', async t => {
  const { state, idle } = watched(t, short)
  idle.update()
  idle.update()
  await sleep(150)
  t.equal(state.expired, 1)
})

t.test('0 means never', async t => {
  const { state, idle } = watched(t, 0)
  idle.update()
  await sleep(100)
  t.equal(state.expired, 0)
})

t.test('the time stands still until the last hold is let go, and letting go twice counts once', async t => {
  const { state, idle } = watched(t, short)
  const [first, second] = [idle.hold(), idle.hold()]
  first()
  first()
  await sleep(100)
  t.equal(state.expired, 0)
  second()
  await sleep(100)
  t.equal(state.expired, 1)
})

t.test('what is busy is asked again at the end, even if it told nobody', async t => {
  const { state, idle } = watched(t, short)
  idle.update()
  state.busy = true
  await sleep(100)
  t.equal(state.expired, 0)
  state.busy = false
  await sleep(100)
  t.equal(state.expired, 1)
})

t.test('a new time counts from now', async t => {
  const { state, idle } = watched(t, 60)
  idle.update()
  idle.seconds = short
  t.equal(idle.seconds, short)
  await sleep(100)
  t.equal(state.expired, 1)
})

t.test('a thousand events are one question, and the daemon still ends when nothing keeps it any more', async t => {
  const asked = { times: 0, busy: true, expired: 0 }
  const idle = new IdleExit(
    short,
    () => {
      asked.times++
      return asked.busy
    },
    () => asked.expired++,
  )
  t.teardown(() => idle.close())
  for (let event = 0; event < 1000; event++) idle.updateSoon()
  t.equal(asked.times, 0)
  asked.busy = false
  // A daemon has other things that keep its event loop going.
  const alive = setInterval(() => {}, 10)
  t.teardown(() => clearInterval(alive))
  await sleep(500)
  t.equal(asked.expired, 1)
  t.ok(asked.times < 5, `${asked.times} questions`)
})
