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
import { chooser, guestOperations, hostOperations, membersOf } from './randomOperations.js'
import { Returner } from './Returner.js'

const seed = Number(process.env['OBSERVER_SEED'] ?? Date.now() % 2 ** 32)
const callers = 4
/** Calls between two looks of the client that comes and goes; far fewer changes than the daemon remembers. */
const between = 500

/** A driver, and what is done to it. */
interface Subject {
  readonly path: string
  readonly calls: number
  /** Calls of one client under way. */
  readonly inFlight: number
  readonly kinds: Parameters<typeof chooser>[0]
}
/** How often each member did what it was asked to. */
type Counts = Map<string, number>

interface Caller {
  readonly client: BusConnection
  readonly random: Random
  readonly done: Counts
  /** What was neither done nor refused. */
  readonly bugs: string[]
}

async function callRandomly({ client, random, done, bugs }: Caller, { path, kinds, inFlight }: Subject, times: number) {
  const choose = chooser(kinds)
  let left = times
  const worker = async () => {
    while (left-- > 0) {
      const [place, member, signature, values] = choose(random)
      try {
        await callDoor(client, `${path}${place}`, member, signature, values)
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
async function settled(client: BusConnection, path: string, observer: Observer): Promise<string[]> {
  for (let round = 0; ; round++) {
    const lines = (await freshPicture(client, path)).lines()
    if (round === 100 || String(observer.picture.lines()) === String(lines)) return lines
    await sleep(20)
  }
}

async function randomRun(connect: () => Promise<BusConnection>, subject: Subject) {
  const { path, calls } = subject
  const asking = await connect()
  const observer = await Observer.start(await connect(), path)
  for (const known of observer.picture.paths.filter(one => one.includes('/domain/'))) observer.running.add(known)
  const returner = await Returner.start(asking, path)
  const begin = await sequenceOf(asking, path)
  const [done, bugs]: [Counts, string[]] = [new Map(), []]
  const clients: Caller[] = []
  for (let index = 0; index < callers; index++)
    clients.push({ client: await connect(), random: new Random(seed + index), done, bugs })
  for (let made = 0; made < calls; made += between) {
    const each = Math.ceil(Math.min(between, calls - made) / callers)
    const visiting = returner.visit(connect)
    await Promise.all(clients.map(client => callRandomly(client, subject, each)))
    await visiting
  }
  const fresh = await settled(asking, path, observer)
  await returner.visit(connect)
  return { asking, observer, returner, begin, done, bugs, fresh }
}

/** Returns the members that never did what they were asked to. */
async function knowsAll(t: Test, connect: () => Promise<BusConnection>, subject: Subject): Promise<string[]> {
  const { asking, observer, returner, begin, done, bugs, fresh } = await randomRun(connect, subject)
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
  const remembered = await callDoor(asking, subject.path, 'org.virtbus.Connect1.ChangesSince', 't', [since])
  t.same(
    remembered,
    observer.told.filter(([sequence]) => sequence > since),
    'what was missed is what was told',
  )
  const active = fresh.flatMap(line => /^(\S+) org\.libvirt\.Domain\.Active = b true/.exec(line)?.[1] ?? [])
  t.same([...observer.running].sort(), active, 'the events of org.libvirt alone tell who runs')
  return membersOf(subject.kinds).filter(member => !done.has(member))
}

t.test(`an observer knows what a fresh look shows, with OBSERVER_SEED=${seed}`, async t => {
  const { connect } = await sessionService(t)
  const times = Number(process.env['OBSERVER_CALLS'] ?? 10_000)
  await t.test(`after ${times} calls to the test driver`, async t => {
    const idle = await knowsAll(t, connect, {
      path: testPath,
      calls: times,
      inFlight: 8,
      kinds: [...guestOperations('test'), ...hostOperations],
    })
    if (times >= 5000) t.same(idle, [], 'every kind of call had something to do')
  })
  const few = Math.ceil(times / 25)
  await t.test(`after ${few} calls to the QEMU driver`, async t => {
    const path = '/org/libvirt/QEMU'
    t.teardown(async () => {
      const client = await connect()
      const running = await callDoor(client, path, 'Connect.ListDomains', 'u', [1])
      for (const guest of Array.isArray(running) ? running.map(String) : [])
        await callDoor(client, guest, 'Domain.Destroy', 'u', [0])
    })
    const idle = await knowsAll(t, connect, { path, calls: few, inFlight: 1, kinds: guestOperations('qemu') })
    // Guests were started and stopped at least.
    if (times >= 5000)
      t.notOk(idle.some(member => /^(Connect\.DomainDefineXML|Domain\.(Create|Destroy|Undefine))$/.test(member)))
  })
})
