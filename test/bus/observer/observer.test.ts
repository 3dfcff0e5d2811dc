// Whoever listens knows as much as whoever asks: thousands of random calls by several clients, after which what the signals told
// is what a fresh look shows. OBSERVER_SEED repeats a run, OBSERVER_CALLS makes it longer or shorter.
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { BusError } from '../../../src/bus/connection/BusError.js'
import { Random } from '../../wire/Random.js'
import { callDoor, testPath } from '../doorOn.js'
import { sessionService } from '../sessionService.js'
import { freshPicture, Observer, sequenceOf } from './Observer.js'
import { members, randomOperation } from './randomOperations.js'
import { Returner } from './Returner.js'

const seed = Number(process.env['OBSERVER_SEED'] ?? Date.now() % 2 ** 32)
const calls = Number(process.env['OBSERVER_CALLS'] ?? 10_000)
const callers = 4
/** Calls of one client under way. */
const inFlight = 8
/** Calls between two looks of the client that comes and goes; far fewer changes than the daemon remembers. */
const between = 500

/** How often each member did what it was asked to. */
type Counts = Map<string, number>

async function callRandomly(client: BusConnection, random: Random, times: number, done: Counts, bugs: string[]) {
  let left = times
  const worker = async () => {
    while (left-- > 0) {
      const [place, member, signature, values] = randomOperation(random)
      try {
        await callDoor(client, `${testPath}${place}`, member, signature, values)
        done.set(member, (done.get(member) ?? 0) + 1)
      } catch (error) {
        const isRefusal = error instanceof BusError && error.errorName === 'org.libvirt.Error'
        if (!isRefusal || /unexpected failure/.test(error.message)) bugs.push(`${place} ${member}: ${String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/** Waits for the last signals, which come after the last reply. */
async function settled(client: BusConnection, observer: Observer): Promise<string[]> {
  for (let round = 0; ; round++) {
    const lines = (await freshPicture(client)).lines()
    if (round === 100 || String(observer.picture.lines()) === String(lines)) return lines
    await sleep(20)
  }
}

async function randomRun(t: Test) {
  const { connect } = await sessionService(t)
  const asking = await connect()
  const observer = await Observer.start(await connect())
  for (const path of observer.picture.paths.filter(path => path.includes('/domain/'))) observer.running.add(path)
  const returner = await Returner.start(asking)
  const begin = await sequenceOf(asking)
  const clients = await Promise.all(Array.from({ length: callers }, connect))
  const randoms = clients.map((_, index) => new Random(seed + index))
  const done: Counts = new Map()
  const bugs: string[] = []
  for (let made = 0; made < calls; made += between) {
    const each = Math.ceil(Math.min(between, calls - made) / callers)
    const visiting = returner.visit(connect)
    await Promise.all(
      clients.map((client, index) => callRandomly(client, randoms[index] ?? new Random(seed), each, done, bugs)),
    )
    await visiting
  }
  const fresh = await settled(asking, observer)
  await returner.visit(connect)
  return { asking, observer, returner, begin, done, bugs, fresh }
}

t.test(`an observer knows what a fresh look shows, after ${calls} calls with OBSERVER_SEED=${seed}`, async t => {
  const { asking, observer, returner, begin, done, bugs, fresh } = await randomRun(t)
  t.same(bugs, [], 'nothing but refusals')
  t.same(observer.picture.lines(), fresh, 'the picture from signals alone')
  t.same(returner.picture.lines(), fresh, 'the picture of a client that came and went')

  const numbers = observer.told.map(([sequence]) => sequence)
  t.same(
    numbers,
    numbers.toSorted((one, other) => Number(one - other)),
    'changes are told in their order',
  )
  t.equal(new Set(numbers).size, numbers.length, 'and each once')
  t.ok((numbers[0] ?? 0n) > begin)
  const since = numbers.at(-1000) ?? begin
  const remembered = await callDoor(asking, testPath, 'org.virtbus.Connect1.ChangesSince', 't', [since])
  t.same(
    remembered,
    observer.told.filter(([sequence]) => sequence > since),
    'what was missed is what was told',
  )
  const active = fresh.flatMap(
    line => (/^(\S+) org\.libvirt\.Domain\.Active = b true/.exec(line)?.[1] ?? []) as string[],
  )
  t.same([...observer.running].sort(), active, 'the events of org.libvirt alone tell who runs')
  if (calls < 5000) return
  t.same(
    members.filter(member => !done.has(member)),
    [],
    'every kind of call had something to do',
  )
})
