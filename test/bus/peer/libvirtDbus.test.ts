// libvirt-dbus itself beside our session daemon, each on a bus of its own with test:///default: the same calls, one after the
// other, must be answered the same, and tell the same signals.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Variant } from '../../../src/bus/codec/values.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { BusError } from '../../../src/bus/connection/BusError.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { SessionDaemon } from '../../rpc/SessionDaemon.js'
import { testPath } from '../doorOn.js'
import { privateBus } from '../privateBus.js'
import { differences } from './differences.js'
import type { Step } from './places.js'
import { steps } from './steps.js'

const peer = '/usr/sbin/libvirt-dbus'
type Signatures = Record<
  string,
  { methods: Record<string, { in: string }>; properties: object; signals: Record<string, string> }
>
const known: Signatures = busInterfaces
const standard: Record<string, string> = { Get: 'ss', GetAll: 's', Set: 'ssv' }

interface Side {
  readonly client: BusConnection
  readonly signals: string[]
}

async function sideOn(t: Test, address: string): Promise<Side> {
  const client = await BusConnection.open(address)
  t.teardown(() => client.close())
  for (let round = 0; ; round++) {
    const { values } = await client.callBus('NameHasOwner', 's', ['org.libvirt'])
    if (values[0] === true) break
    if (round === 500) throw new Error('org.libvirt never came')
    await sleep(20)
  }
  const signals: string[] = []
  for (const [iface, { signals: members }] of Object.entries(known)) {
    for (const member of Object.keys(members)) {
      if (iface.startsWith('org.virtbus.')) continue
      await client.subscribe({ interface: iface, member }, (values, { fields }) =>
        signals.push(`${fields.path} ${member} ${show(values)}`),
      )
    }
  }
  return { client, signals }
}

async function theirs(t: Test, folder: string): Promise<Side> {
  const { address } = await privateBus(t)
  const env = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: address }
  const child: ChildProcess = spawn(peer, ['--session'], { env, stdio: 'ignore' })
  t.teardown(() => child.kill())
  return sideOn(t, address)
}

async function ours(t: Test): Promise<Side> {
  const { address } = await privateBus(t)
  await SessionDaemon.start(t, 'libvirtd', { env: { DBUS_SESSION_BUS_ADDRESS: address } })
  return sideOn(t, address)
}

/** What a call came to, as text. */
async function outcome({ client }: Side, [place, name, ...values]: Step): Promise<string> {
  const full = name.startsWith('org.') ? name : `org.libvirt.${name}`
  const dot = full.lastIndexOf('.')
  const [iface, member] = [full.slice(0, dot), full.slice(dot + 1)]
  const signature = known[iface]?.methods[member]?.in ?? standard[member] ?? (values.length > 0 ? 'u' : '')
  const target = { destination: 'org.libvirt', path: `${testPath}${place}`, interface: iface, member }
  try {
    const reply = await client.call({ ...target, signature, values })
    return `${reply.signature} ${show(reply.values)}`
  } catch (error) {
    if (error instanceof BusError) return `${error.errorName}: ${error.message}`
    throw error
  }
}

/** A value with all types; dictionaries and lists of paths have no order. */
function show(value: unknown): string {
  if (value instanceof Variant) return `<${value.signature} ${show(value.value)}>`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (!Array.isArray(value)) return typeof value === 'string' ? `'${value}'` : String(value)
  const items = value.map(show)
  const isDictionary = value.every(item => Array.isArray(item) && item.length === 2 && item[1] instanceof Variant)
  const isPaths = value.every(item => typeof item === 'string' && item.startsWith('/org/libvirt/'))
  return `[${(isDictionary || isPaths ? items.sort() : items).join(', ')}]`
}

/** The release of libvirt that differences are written down for. */
const library = '9.0.0'

function obstacle(): string | false {
  if (!existsSync(peer)) return `${peer} is not installed`
  const version = spawnSync('virsh', ['--version'], { encoding: 'utf8' }).stdout.trim()
  return version === library ? false : `differences from libvirt ${library} are known, and here is ${version}`
}

/** Our errors begin with libvirt's words, and may go on. */
const isSame = (ours: string, theirs: string) =>
  ours === theirs || (theirs.startsWith('org.libvirt.Error: ') && ours.startsWith(`${theirs}. `))

/** The reason why two different answers are as they should be. */
function reasonFor(member: string, theirs: string, ours: string): string | undefined {
  return differences.find(([where, one, other]) => where.test(member) && one.test(theirs) && other.test(ours))?.[3]
}

/** What follows from named differences: networks destroyed twice, transient guests undefined, reboots that only we tell of. */
const unlike = /NetworkEvent \['[^']*', 3\]|DomainEvent \['[^']*', 1, 0\]| Reboot \[\]/
const told = ({ signals }: Side) => signals.filter(line => !unlike.test(line)).map(withoutGarbage)

/** libvirt-dbus sends a string that nobody has set. */
const withoutGarbage = (line: string) => line.replace("'[Invalid UTF-8]'", "''")

t.test('libvirt-dbus answers like us', { skip: obstacle() }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'peer-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const [one, other] = await Promise.all([theirs(t, folder), ours(t)])
  const reasons = new Map<string, number>()
  for (const step of steps(folder)) {
    const [place, member, ...values] = step
    const expected = await outcome(one, step)
    // Our test driver has more than libvirt's; what only we can do must not lead the two apart.
    if (/this function is not supported by the connection driver/.test(expected)) continue
    const came = await outcome(other, step)
    const reason = isSame(came, expected) ? 'same' : reasonFor(member, expected, came)
    reasons.set(reason ?? 'unexplained', (reasons.get(reason ?? 'unexplained') ?? 0) + 1)
    if (reason === undefined) t.equal(came, expected, `${place} ${member} ${show(values)}`)
  }
  t.comment([...reasons].map(([reason, times]) => `${times} ${reason}`).join('; '))
  t.ok((reasons.get('same') ?? 0) > 250)
  // Signals may come after the last reply.
  for (let round = 0; round < 100 && told(other).length !== told(one).length; round++) await sleep(20)
  t.same(told(other), told(one))
})

t.test('every member of org.libvirt is asked', async t => {
  const asked = new Set(
    steps('').map(([, member, iface, name]) =>
      member.endsWith('.Get') ? `${String(iface)}.${String(name)}` : `org.libvirt.${member}`,
    ),
  )
  const members = Object.entries(known).flatMap(([iface, { methods, properties }]) =>
    iface.startsWith('org.virtbus.') ? [] : Object.keys({ ...methods, ...properties }).map(name => `${iface}.${name}`),
  )
  // The one that libvirt-dbus ends on.
  t.same(
    members.filter(member => !asked.has(member)),
    ['org.libvirt.Domain.SetGuestVcpus'],
  )
})
